package org.javaipc.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;

/** A library of another language, and its program of these tests: peer.py, peer.c. */
enum Client {
  PYTHON {
    @Override
    ProcessBuilder program() {
      Needs.program("python3");
      ProcessBuilder program =
          new ProcessBuilder(List.of("python3", "-S", source("peer.py").toString()));
      program.environment().put("PYTHONPATH", ROOT.resolve("clients/python").toString());
      program.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      return program;
    }
  },
  /** With the fences that it makes on a weakly ordered processor. */
  PYTHON_WITH_FENCES {
    @Override
    ProcessBuilder program() {
      ProcessBuilder program = PYTHON.program();
      program.environment().put("JAVAIPC_FENCE_ALL", "1");
      return program;
    }
  },
  C {
    @Override
    ProcessBuilder program() {
      Needs.program("gcc");
      return new ProcessBuilder(List.of(Compiled.PROGRAM.toString()));
    }
  },
  /** Compiled for the other processor, and run by an emulator of it, which not every distribution has. */
  C_ON_AARCH64 {
    @Override
    ProcessBuilder program() {
      Needs.program("aarch64-linux-gnu-gcc");
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", EMULATOR)), "no emulator of aarch64");
      return new ProcessBuilder(List.of(EMULATOR, CompiledForAarch64.PROGRAM.toString()));
    }
  };

  private static final String EMULATOR = "qemu-aarch64-static";
  static final Path ROOT = root();

  /** {@return how its program is started} */
  abstract ProcessBuilder program();

  /** The program in C, compiled when it is first needed. */
  private static final class Compiled {
    static final Path PROGRAM = compiled("gcc");
  }

  private static final class CompiledForAarch64 {
    static final Path PROGRAM = compiled("aarch64-linux-gnu-gcc", "-static");
  }

  private static Path compiled(String... compiler) {
    try {
      Path folder = Files.createTempDirectory("javaipc-client");
      Path program = folder.resolve("peer");
      folder.toFile().deleteOnExit();
      program.toFile().deleteOnExit();
      compile(program, compiler);
      return program;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Compiles as the README of the client says that it can be. */
  private static void compile(Path program, String... compiler)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(List.of("-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"));
    command.addAll(List.of("-I", ROOT.resolve("clients/c").toString()));
    command.addAll(List.of("-o", program.toString(), source("peer.c").toString()));
    Process running = new ProcessBuilder(command).inheritIO().start();
    if (!running.waitFor(2, TimeUnit.MINUTES) || running.exitValue() != 0) {
      throw new AssertionError("peer.c is not compiled");
    }
  }

  private static Path source(String name) {
    return ROOT.resolve("ipc-it/src/test/resources/org/javaipc/clients").resolve(name);
  }

  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (Files.notExists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    return root;
  }
}
