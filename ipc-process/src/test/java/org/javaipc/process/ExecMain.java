package org.javaipc.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.ProgramNotExecutableException;

/** Replaces itself; if that fails, goes on and writes what it sees. */
final class ExecMain {
  private ExecMain() {}

  public static void main(String[] args) throws Exception {
    Path in = Path.of(args[1]);
    Exec exec =
        Exec.of(args[0], args[2])
            .input(Redirect.from(in))
            .descriptor(5, Redirect.from(in))
            .descriptor(4, 0)
            .environment("GIVEN", "yes")
            .directory(in.getParent())
            .block(36);
    System.out.print("unflushed");
    try {
      exec.replace();
    } catch (ProgramNotExecutableException e) {
      // Loads classes, reads and writes: everything is as it was.
      String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          Path.of(args[2]),
          "alive " + input + " " + Path.of("/proc/self/cwd").toRealPath() + " " + e.getMessage());
      System.exit(3);
    }
  }
}
