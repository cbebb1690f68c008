package org.javaipc.signal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.javaipc.test.Needs;

/** The C program of the tests, compiled once. */
final class CPeer {
  private static final String NAME = "signal_peer";

  private CPeer() {}

  /** {@return the compiled program; the test is skipped where there is no compiler} */
  static String path() throws IOException, InterruptedException {
    Needs.program("cc");
    return Objects.requireNonNull(Compiled.PROGRAM, "there is no cc");
  }

  private static final class Compiled {
    static final String PROGRAM = compile();

    private static String compile() {
      try {
        Path folder = Files.createTempDirectory("javaipc-c");
        Path source = folder.resolve(NAME + ".c");
        Path program = folder.resolve(NAME);
        source.toFile().deleteOnExit();
        folder.toFile().deleteOnExit();
        try (InputStream text = CPeer.class.getResourceAsStream(NAME + ".c")) {
          Files.copy(Objects.requireNonNull(text), source);
        }
        Process cc =
            new ProcessBuilder("cc", "-O2", "-Wall", "-o", program.toString(), source.toString())
                .inheritIO()
                .start();
        if (cc.waitFor() != 0) {
          throw new IllegalStateException("cc cannot compile " + source);
        }
        program.toFile().deleteOnExit();
        Files.deleteIfExists(source);
        return program.toString();
      } catch (IOException e) {
        return null; // there is none
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
