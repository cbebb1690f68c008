package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A C program of the test resources, compiled when a test needs it. */
final class CProgram {
  private CProgram() {}

  static Path compile(String name, Path folder) throws Exception {
    requireCompiler(name);
    Path source = folder.resolve(name + ".c");
    try (InputStream text = CProgram.class.getResourceAsStream(name + ".c")) {
      Files.write(source, text.readAllBytes());
    }
    Path program = folder.resolve(name);
    Child compiler =
        Spawn.of("cc", "-O1", "-Wall", "-Werror", "-o", program.toString(), source.toString())
            .start();
    assertThat(compiler.waitFor()).isEqualTo(new ExitStatus.Exited(0));
    return program;
  }

  private static void requireCompiler(String name) {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
    if (!found) {
      String reason = "skipped: there is no cc to compile " + name + ".c with";
      assertThat(System.getenv("CI")).as(reason).isNull();
      System.out.println(reason);
      Assumptions.abort(reason);
    }
  }
}
