package org.javaipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A runtime directory of one test's own, so that whatever is left behind is seen. */
final class OwnRuntimeDirectory implements AutoCloseable {
  /** What begins so belongs to a process, not to a channel, and goes with it. */
  static final String PROCESS = ".proc-";

  private final Path path;

  private OwnRuntimeDirectory(Path path) {
    this.path = path;
  }

  static OwnRuntimeDirectory create() throws IOException {
    Path base =
        Path.of(Objects.requireNonNullElse(System.getProperty("ipc.testkit.base"), "/dev/shm"));
    return new OwnRuntimeDirectory(
        Files.isWritable(base)
            ? Files.createTempDirectory(base, "javaipc-it-")
            : Files.createTempDirectory("javaipc-it-"));
  }

  Path path() {
    return path;
  }

  /** {@return names that belong to no living process of this directory} */
  List<String> leftovers() throws IOException {
    return leftoversIn(path);
  }

  static List<String> leftoversIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !isOfLivingProcess(entry))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static boolean isOfLivingProcess(Path entry) {
    return entry.getFileName().toString().startsWith(PROCESS)
        && (!Files.isRegularFile(entry) || isLocked(entry));
  }

  private static boolean isLocked(Path entry) {
    try (FileChannel file =
            FileChannel.open(entry, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      return lock == null;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
