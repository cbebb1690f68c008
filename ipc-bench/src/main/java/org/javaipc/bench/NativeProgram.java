package org.javaipc.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** A small C program that gives a floor or a ceiling; compiled when it is asked for. */
enum NativeProgram {
  /** Two processes that bounce a cache line: a floor for ping. */
  BOUNCE("ping"),
  /** A copy between two buffers: a ceiling for copy. */
  MEMCPY("copy");

  private final String work;

  NativeProgram(String work) {
    this.work = work;
  }

  /** {@return whether the program says anything about a work such as {@code ping:100}} */
  boolean suits(String name) {
    return name.startsWith(work + ":");
  }

  /** {@return the name in tables} */
  String title() {
    return "C " + name().toLowerCase(Locale.ROOT);
  }

  /** {@return the program, compiled in a folder} */
  Path compile(Path folder) throws IOException, InterruptedException {
    String name = name().toLowerCase(Locale.ROOT);
    Path source = folder.resolve(name + ".c");
    try (InputStream text = NativeProgram.class.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(text), source);
    }
    Path program = folder.resolve(name);
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
            .inheritIO()
            .start();
    if (compiler.waitFor() != 0) {
      throw new IOException("cc cannot compile " + source);
    }
    return program;
  }

  /** Runs the compiled program for one work. */
  void run(Path program, String name, Settings settings, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(settings.prefix());
    command.add(program.toString());
    command.addAll(settings.ofNative(name));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(lines);
    }
    process.waitFor();
  }
}
