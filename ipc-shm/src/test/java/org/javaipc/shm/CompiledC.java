package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;

/** A C program among the tests' resources, compiled when it is first needed. */
final class CompiledC {
  private final Path program;

  private CompiledC(Path program) {
    this.program = program;
  }

  /** Compiles {@code NAME.c}; skips the test where there is no compiler. */
  static CompiledC of(String name, Path folder) throws IOException, InterruptedException {
    Needs.program("cc");
    Path source = folder.resolve(name + ".c");
    try (InputStream text = CompiledC.class.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(text, name), source);
    }
    Path program = folder.resolve(name);
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-O2",
                "-Wall",
                "-Werror",
                "-pthread",
                "-o",
                program.toString(),
                source.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("cc " + source).isZero();
    return new CompiledC(program);
  }

  /** Starts it. */
  Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Runs it to its end, which is a good one, and returns what it says. */
  String run(Object... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return said;
  }
}
