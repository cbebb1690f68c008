package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.test.Needs;

/** A C program of the test resources, compiled when a test needs it. */
final class CProgram {
  private CProgram() {}

  static Path compile(String name, Path folder) throws Exception {
    Needs.program("cc");
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
}
