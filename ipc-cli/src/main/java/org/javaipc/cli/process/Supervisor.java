package org.javaipc.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.process.Child;
import org.javaipc.process.ExitStatus;
import org.javaipc.process.Spawn;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalRegistration;
import org.javaipc.signal.SignalUnavailableException;
import org.javaipc.signal.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in the command's place: what the command is asked to end with, the program is asked to
 * end with, and the command ends as the program does.
 */
public final class Supervisor {
  private static final List<String> FORWARDED = List.of("HUP", "INT", "TERM");
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Spawn program;
  private final List<Signal> early = new ArrayList<>(); // guarded by this
  private @Nullable Child running; // guarded by this

  /** Runs a program, once. */
  public Supervisor(Spawn program) {
    this.program = program;
  }

  /**
   * Runs it to its end.
   *
   * @param timeout after which it is asked to end, and killed if it does not
   * @throws ProgramEndedException if it ends with another code than 0
   * @throws TimeOverException if the time was over
   */
  public void run(Optional<Duration> timeout) throws IOException, InterruptedException {
    List<SignalRegistration> registrations = new ArrayList<>();
    try {
      for (String name : FORWARDED) {
        register(Signal.of(name), registrations);
      }
      Child child = start();
      Optional<ExitStatus> status =
          timeout.isPresent() ? child.waitFor(timeout.get()) : Optional.of(child.waitFor());
      if (status.isEmpty()) {
        end(child);
        throw new TimeOverException(program + ": it ran", timeout.orElseThrow());
      }
      ProgramEndedException.passOn(status.get());
    } finally {
      registrations.forEach(SignalRegistration::close);
    }
  }

  private void register(Signal signal, List<SignalRegistration> registrations) throws IpcException {
    try {
      registrations.add(Signals.handle(signal, this::arrived));
    } catch (SignalUnavailableException e) {
      // This command was started with it ignored, so it never comes.
    }
  }

  private synchronized Child start() throws IpcException {
    Child child = program.start();
    running = child;
    early.forEach(signal -> forward(child, signal));
    return child;
  }

  private synchronized void arrived(Signal signal) {
    if (running == null) {
      early.add(signal);
    } else {
      forward(running, signal);
    }
  }

  private static void end(Child child) throws IpcException, InterruptedException {
    child.terminate();
    if (child.waitFor(GRACE).isEmpty()) {
      child.kill();
      child.waitFor();
    }
  }

  /** The terminal's interrupt key has reached the whole group already. */
  private static void forward(Child child, Signal signal) {
    try {
      if (!signal.name().equals("INT") || !isInForeground()) {
        child.signal(signal.number());
      }
    } catch (IOException e) {
      System.err.println("ipc: the signal cannot be passed on: " + e.getMessage());
    }
  }

  /** Fields 5 and 8 of stat: our group, and the terminal's foreground group; -1 without a terminal. */
  private static boolean isInForeground() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return field[2].equals(field[5]);
  }
}
