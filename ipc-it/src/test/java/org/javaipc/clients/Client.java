package org.javaipc.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;

/** A library of another language, and its programs of these tests. */
public enum Client {
  PYTHON {
    @Override
    public ProcessBuilder program(String name) {
      Needs.program("python3");
      ProcessBuilder program =
          new ProcessBuilder(List.of("python3", "-S", source(name + ".py").toString()));
      program.environment().put("PYTHONPATH", ROOT.resolve("clients/python").toString());
      program.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      return program;
    }
  },
  /** With the fences that it makes on a weakly ordered processor. */
  PYTHON_WITH_FENCES {
    @Override
    public ProcessBuilder program(String name) {
      ProcessBuilder program = PYTHON.program(name);
      program.environment().put("JAVAIPC_FENCE_ALL", "1");
      return program;
    }
  },
  C {
    @Override
    public ProcessBuilder program(String name) {
      Needs.program("gcc");
      return new ProcessBuilder(List.of(compiled(name, "gcc").toString()));
    }
  },
  /** Compiled for the other processor, and run by an emulator of it, which not every distribution has. */
  C_ON_AARCH64 {
    @Override
    public ProcessBuilder program(String name) {
      Needs.program("aarch64-linux-gnu-gcc");
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", EMULATOR)), "no emulator of aarch64");
      return new ProcessBuilder(
          List.of(EMULATOR, compiled(name, "aarch64-linux-gnu-gcc", "-static").toString()));
    }
  };

  private static final String EMULATOR = "qemu-aarch64-static";
  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();
  static final Path ROOT = root();

  /** {@return how a program of these tests is started, whose source has that name in each language} */
  public abstract ProcessBuilder program(String name);

  /** {@return the program, compiled when it is first needed} */
  private static Path compiled(String name, String... compiler) {
    return COMPILED.computeIfAbsent(compiler[0] + name, _ -> compile(name, compiler));
  }

  /** Compiles as the README of the client says that it can be. */
  private static Path compile(String name, String... compiler) {
    try {
      Path folder = Files.createTempDirectory("javaipc-client");
      Path program = folder.resolve(name);
      folder.toFile().deleteOnExit();
      program.toFile().deleteOnExit();
      List<String> command = new ArrayList<>(List.of(compiler));
      command.addAll(List.of("-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"));
      command.addAll(List.of("-I", ROOT.resolve("clients/c").toString()));
      command.addAll(List.of("-o", program.toString(), source(name + ".c").toString()));
      Process running = new ProcessBuilder(command).inheritIO().start();
      if (!running.waitFor(2, TimeUnit.MINUTES) || running.exitValue() != 0) {
        throw new AssertionError(name + ".c is not compiled");
      }
      return program;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
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
