package org.javaipc.process;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.javaipc.IpcException;
import org.javaipc.linux.process.Spawner;
import org.javaipc.linux.signal.SignalNumbers;

/**
 * Starts a program as a child of this process, as {@code fork} and {@code exec} do in C.
 *
 * <pre>
 *   Child child = Spawn.of("sort", "-n").input(Redirect.from(in)).output(Redirect.to(out)).start();
 *   ExitStatus status = child.waitFor();
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawn extends Launch<Spawn> {
  private OptionalInt group = OptionalInt.empty();
  private boolean session;
  private OptionalInt deathSignal = OptionalInt.empty();

  private Spawn(String program, Collection<String> arguments) {
    super(program, arguments);
  }

  /**
   * {@return a program to start}
   *
   * @param program its name or path
   * @param arguments that follow the name
   * @throws IllegalArgumentException if the program is empty, or one holds a zero character
   */
  public static Spawn of(String program, String... arguments) {
    return new Spawn(program, List.of(arguments));
  }

  /**
   * {@return a program to start}
   *
   * @param command its name or path, and then its arguments
   * @throws IllegalArgumentException if there is no word, or one holds a zero character
   */
  public static Spawn of(List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command is empty: it begins with the program");
    }
    return new Spawn(command.getFirst(), command.subList(1, command.size()));
  }

  @Override
  Spawn self() {
    return this;
  }

  /**
   * Puts the child into a process group, so that signals to the group, as from the terminal's keys,
   * reach all of it.
   *
   * @param pgid number of a group of the same session, or 0 for a new one that has the child's number
   * @return this
   */
  public Spawn group(int pgid) {
    if (pgid < 0) {
      throw new IllegalArgumentException("group=" + pgid + " is negative");
    }
    group = OptionalInt.of(pgid);
    return this;
  }

  /**
   * Lets the child lead a new session and group, without a terminal.
   *
   * @return this
   */
  public Spawn session() {
    session = true;
    return this;
  }

  /**
   * Sends the child a signal when this process dies, however it dies. It is started through
   * {@code setpriv --pdeathsig} of util-linux, which must be installed; a Java child can request it itself. The
   * request ends if the child executes a program with other privileges than its own.
   *
   * @param signal number, 1..64
   * @return this
   * @see <a href="https://man7.org/linux/man-pages/man1/setpriv.1.html">setpriv(1)</a>
   */
  public Spawn signalAtParentDeath(int signal) {
    deathSignal = OptionalInt.of(SignalNumbers.checked(signal));
    return this;
  }

  /**
   * Starts it. When this returns, the program runs; if the program cannot be executed, this method throws, and there
   * is no exit code of a child.
   *
   * @return the child
   * @throws org.javaipc.ProgramNotFoundException if there is no such program, or its interpreter is
   *     missing
   * @throws org.javaipc.ProgramNotExecutableException if it may not or cannot be executed
   * @throws org.javaipc.ResourceLimitException if a limit of processes or descriptors is reached
   * @throws IpcException if a file cannot be opened, a descriptor is closed, the directory is
   *     missing, or the kernel refuses
   * @throws IllegalArgumentException if a redirection refers to a number that the program does not have
   */
  public Child start() throws IpcException {
    try (Prepared prepared = prepare(group, session, wrapper())) {
      return prepared.started(Spawner.start(prepared.request()));
    }
  }

  private List<String> wrapper() {
    return deathSignal.isEmpty()
        ? List.of()
        : List.of("setpriv", "--pdeathsig", SignalNumbers.name(deathSignal.getAsInt()), "--");
  }
}
