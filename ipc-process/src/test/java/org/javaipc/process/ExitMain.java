package org.javaipc.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Registers exit callbacks and ends in a chosen way. */
final class ExitMain {
  private ExitMain() {}

  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[0]);
    ExitCallbacks.register(() -> append(out, "first"));
    ExitCallbacks.register(() -> {
      append(out, "second");
      ExitCallbacks.register(() -> append(out, "nested"));
      throw new IllegalStateException("on purpose");
    });
    ExitCallbacks.register(() -> append(out, "taken back")).close();
    ExitCallbacks.register(() -> append(out, "third"));
    append(out, "ready");
    switch (args[1]) {
      case "return" -> {}
      case "exit" -> System.exit(0);
      case "halt" -> Runtime.getRuntime().halt(0);
      default -> Thread.sleep(60_000);
    }
  }

  private static void append(Path out, String word) {
    try {
      Files.writeString(out, word + " ", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
