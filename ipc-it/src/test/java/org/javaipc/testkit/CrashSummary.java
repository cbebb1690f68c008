package org.javaipc.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all runs of the crash contract have come to: a JSON file, to which each run adds, also several at once. The
 * table of {@code docs/crash-contract.md} is made from it.
 */
final class CrashSummary {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, CrashRow.Sum>> ROWS =
      new TypeReference<>() {};

  private final Path file;

  /** {@code -Dipc.crash.summary}: a file that outlives {@code clean}, so that runs add up. */
  CrashSummary() {
    this(Path.of(System.getProperty("ipc.crash.summary", "target/crash-contract.json")));
  }

  CrashSummary(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Adds what a run found; what it had found before a failure, too. */
  void add(CrashRow row) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Map<String, CrashRow.Sum> rows = read();
      rows.merge(row.what(), row.sum(), CrashRow.Sum::plus);
      Path made = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(made, JSON.writeValueAsString(rows));
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** {@return the sums of all runs, by what was killed} */
  Map<String, CrashRow.Sum> read() throws IOException {
    return Files.exists(file)
        ? JSON.readValue(Files.readString(file), ROWS)
        : new LinkedHashMap<>();
  }
}
