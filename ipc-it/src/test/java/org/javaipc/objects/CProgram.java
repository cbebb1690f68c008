package org.javaipc.objects;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.javaipc.test.Needs;

/** A C program of these tests, compiled where there is a compiler. */
final class CProgram {
  private final Path program;

  private CProgram(Path program) {
    this.program = program;
  }

  /**
   * Compiles a program; skips the test where there is no compiler.
   *
   * @param name of the source, without its ending
   * @param folder for it, which stays as long as it runs
   */
  static CProgram compile(String name, Path folder) throws Exception {
    Needs.program("cc");
    Path source = folder.resolve(name + ".c");
    try (InputStream text = CProgram.class.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(text, name), source);
    }
    Path program = folder.resolve(name);
    Program.run("cc", "-O2", "-Wall", "-Werror", "-o", program.toString(), source.toString());
    return new CProgram(program);
  }

  /** Starts it. */
  Program start(Object... arguments) throws Exception {
    return Program.start(command(arguments));
  }

  /** Runs it to its end, which is success; {@return what it printed, stripped}. */
  String run(Object... arguments) throws Exception {
    return Program.run(command(arguments).toArray(String[]::new));
  }

  private List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
