package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;

/** Programs that know nothing of us, each of which can be an echo server and a client. */
enum ForeignPeer {
  /** A program of ours, {@code unix_peer.c}, compiled once. */
  C("cc") {
    @Override
    Object[] server(String path) throws Exception {
      return new Object[] {compiled(), "server", path, 1};
    }

    @Override
    Object[] client(String path, String text) throws Exception {
      return new Object[] {compiled(), "client", path, text};
    }
  },
  /** A script of ours, {@code unix_peer.py}. */
  PYTHON("python3") {
    @Override
    Object[] server(String path) throws Exception {
      return new Object[] {"python3", file("unix_peer.py"), "server", path, 1};
    }

    @Override
    Object[] client(String path, String text) throws Exception {
      return new Object[] {"python3", file("unix_peer.py"), "client", path, text};
    }
  },
  /** The tool. */
  SOCAT("socat") {
    @Override
    Object[] server(String path) {
      String address =
          path.startsWith("@") ? "ABSTRACT-LISTEN:" + path.substring(1) : "UNIX-LISTEN:" + path;
      return new Object[] {
        "sh", "-c", "echo listening; exec socat -t 30 " + address + " SYSTEM:cat"
      };
    }

    @Override
    Object[] client(String path, String text) {
      String address =
          path.startsWith("@") ? "ABSTRACT-CONNECT:" + path.substring(1) : "UNIX-CONNECT:" + path;
      return new Object[] {"sh", "-c", "printf %s '" + text + "' | socat -t 30 - " + address};
    }
  };

  private final String command;

  ForeignPeer(String command) {
    this.command = command;
  }

  /** {@return the command of a server that prints a line, echoes one connection and ends} */
  abstract Object[] server(String path) throws Exception;

  /** {@return the command of a client that sends a text and prints what comes back} */
  abstract Object[] client(String path, String text) throws Exception;

  /** Skips a test where the command is missing. */
  void require() {
    Needs.program(command);
  }

  /** {@return the C program} */
  static synchronized Path compiled() throws IOException, InterruptedException {
    Path program = file("unix_peer");
    if (!Files.exists(program)) {
      Process cc =
          new ProcessBuilder("cc", "-O2", "-o", program.toString(), file("unix_peer.c").toString())
              .inheritIO()
              .start();
      assertThat(cc.waitFor(60, TimeUnit.SECONDS)).as("cc has ended").isTrue();
      assertThat(cc.exitValue()).as("exit status of cc").isZero();
      program.toFile().deleteOnExit();
    }
    return program;
  }

  /** {@return a file of the folder where the sources are copied when they are first asked for} */
  static synchronized Path file(String name) throws IOException {
    Path file = Folder.PATH.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream text = ForeignPeer.class.getResourceAsStream(name)) {
        if (text != null) {
          Files.copy(Objects.requireNonNull(text), file);
          file.toFile().deleteOnExit();
        }
      }
    }
    return file;
  }

  private static final class Folder {
    static final Path PATH = make();

    private static Path make() {
      try {
        Path made = Files.createTempDirectory("javaipc-peers");
        made.toFile().deleteOnExit();
        return made;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
