package org.javaipc.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcContext;
import org.javaipc.cli.io.Streams;

/** Runs commands in this JVM. */
record Shell(IpcContext ipc, Path folder) {
  static Shell in(Path folder) {
    return new Shell(IpcContext.builder().build(), folder);
  }

  /** What a command said. */
  record Result(int exitCode, String out, String err) {}

  Result run(String... words) throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (FileInputStream input = new FileInputStream("/dev/null");
        FileOutputStream output = new FileOutputStream(out.toFile());
        PrintStream talk = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      int exitCode = new Main(new Streams(input, output, talk), ipc).run(words);
      return new Result(exitCode, Files.readString(out), err.toString(StandardCharsets.UTF_8));
    }
  }
}
