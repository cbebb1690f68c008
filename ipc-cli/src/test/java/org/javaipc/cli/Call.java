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

/**
 * A command that ran in this JVM.
 *
 * @param exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Call(int exit, String out, String err) {
  /** {@return the call of a command with an empty standard input} */
  static Call of(String... args) throws IOException {
    Path file = Files.createTempFile("ipc-cli-test", null);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (FileInputStream in = new FileInputStream("/dev/null");
        FileOutputStream out = new FileOutputStream(file.toFile())) {
      Streams streams = new Streams(in, out, new PrintStream(err, true, StandardCharsets.UTF_8));
      int exit = new Main(streams, IpcContext.builder().build()).run(args);
      return new Call(exit, Files.readString(file), err.toString(StandardCharsets.UTF_8));
    } finally {
      Files.delete(file);
    }
  }
}
