package org.javaipc.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A program in C, compiled when it is asked for. */
public final class CProgram {
  private CProgram() {}

  /**
   * {@return the program, compiled in a folder unless it is there}
   *
   * @param near the class beside which the source is a resource
   * @param name of the source, without {@code .c}
   * @throws IOException if there is no compiler, or it fails
   */
  public static Path compile(Class<?> near, String name, Path folder)
      throws IOException, InterruptedException {
    Path text = folder.resolve(name + ".c");
    Path program = folder.resolve(name);
    if (Files.exists(program)) {
      return program;
    }
    try (InputStream resource = near.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(resource, name), text);
    }
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", program.toString(), text.toString(), "-lrt")
            .inheritIO()
            .start();
    if (compiler.waitFor() != 0) {
      throw new IOException("cc cannot compile " + text);
    }
    return program;
  }
}
