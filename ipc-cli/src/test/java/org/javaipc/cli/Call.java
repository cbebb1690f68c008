package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** {@return a command that runs in this JVM meanwhile} */
  static CompletableFuture<Call> start(String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Call.of(arguments);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  /** {@return a command that has succeeded} */
  static Call end(CompletableFuture<Call> call) throws Exception {
    Call ended = call.get(60, TimeUnit.SECONDS);
    assertThat(ended.exit()).as(ended.err()).isZero();
    return ended;
  }
}
