package org.javaipc.process;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.javaipc.IpcException;
import org.javaipc.linux.process.Execution;

/**
 * Replaces this JVM by another program. The process, its id, its parent and its children stay the same; the code is
 * different. All threads end at once, as with a kill: shutdown hooks and {@link ExitCallbacks} do not run,
 * {@code finally} does not run, and what is buffered and not flushed is lost, except for {@link System#out} and
 * {@link System#err}, which are flushed.
 *
 * <pre>
 *   Exec.of("java", "-jar", "next.jar").replace();   // returns only by an exception
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
public final class Exec extends Launch<Exec> {
  private Exec(String program, Collection<String> arguments) {
    super(program, arguments);
  }

  /**
   * {@return a program to execute}
   *
   * @param program its name or path
   * @param arguments that follow the name
   * @throws IllegalArgumentException if the program is empty, or one holds a zero character
   */
  public static Exec of(String program, String... arguments) {
    return new Exec(program, List.of(arguments));
  }

  @Override
  Exec self() {
    return this;
  }

  /**
   * Executes it. Returns only by an exception. This JVM then continues as before, except that descriptors which were
   * not close-on-exec now are; no part of the JDK relies on that. Other
   * threads should be idle: in the microseconds before the kernel decides, they see the program's
   * descriptors and directory.
   *
   * @throws org.javaipc.ProgramNotFoundException if there is no such program, or its interpreter is
   *     missing
   * @throws org.javaipc.ProgramNotExecutableException if it may not or cannot be executed
   * @throws IpcException if a file cannot be opened, a descriptor is closed, the directory is
   *     missing, or the kernel refuses
   * @throws IllegalArgumentException if a redirection refers to a number that the program does not have, or is a pipe
   *     to this process, which will no longer exist
   */
  public void replace() throws IpcException {
    try (Prepared prepared = prepare(OptionalInt.empty(), false, List.of())) {
      if (prepared.hasPipes()) {
        throw new IllegalArgumentException(
            this + " cannot have a pipe to this process, which it replaces");
      }
      System.out.flush();
      System.err.flush();
      Execution.replace(prepared.request());
    }
  }
}
