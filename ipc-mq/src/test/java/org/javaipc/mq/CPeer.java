package org.javaipc.mq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;

/** A C program at the other end, compiled once; {@code queue_peer.c} says what it can do. */
final class CPeer {
  private CPeer() {}

  /** Starts the program with one of its commands. */
  static TestProcess start(Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Compiled.program().toString());
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return TestProcess.start(command);
  }

  /** {@return where the program is, for one that another program starts} */
  static String path() throws Exception {
    return Compiled.program().toString();
  }

  private static final class Compiled {
    private static Path program;

    private static synchronized Path program() throws IOException, InterruptedException {
      if (program == null) {
        program = compile();
      }
      return program;
    }

    private static Path compile() throws IOException, InterruptedException {
      Needs.program("cc");
      Path folder = Files.createTempDirectory("javaipc-c");
      folder.toFile().deleteOnExit();
      // Other users run it, too.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      Path source = folder.resolve("queue_peer.c");
      try (InputStream text = CPeer.class.getResourceAsStream("queue_peer.c")) {
        Files.copy(Objects.requireNonNull(text), source);
      }
      Path made = folder.resolve("queue_peer");
      Process cc =
          new ProcessBuilder("cc", "-O2", "-o", made.toString(), source.toString(), "-lrt")
              .inheritIO()
              .start();
      assertThat(cc.waitFor(60, TimeUnit.SECONDS)).as("cc has ended").isTrue();
      assertThat(cc.exitValue()).as("exit status of cc").isZero();
      Files.delete(source);
      made.toFile().deleteOnExit();
      return made;
    }
  }
}
