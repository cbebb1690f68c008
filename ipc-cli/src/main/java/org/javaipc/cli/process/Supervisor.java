package org.javaipc.cli.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final Spawn program;
  private final boolean group;
  private final FutureTask<Child> start;
  private final Thread starter;
  private final List<Signal> early = new ArrayList<>(); // guarded by this
  private @Nullable Child running; // guarded by this

  /**
   * Runs a program, once.
   *
   * @param program to run
   * @param group whether it leads a process group, which ends with it when the time is over
   */
  public Supervisor(Spawn program, boolean group) {
    this.program = program;
    this.group = group;
    this.start = new FutureTask<>(program::start);
    this.starter = Thread.ofPlatform().name("ipc-start").daemon().unstarted(start);
  }

  /**
   * Runs it to its end.
   *
   * @param timeout after which it is asked to end, and killed if it does not
   * @throws ProgramEndedException if it ends with another code than 0
   * @throws TimeOverException if the timeout elapsed
   */
  public void run(Optional<Duration> timeout) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Duration longest = timeout.filter(time -> time.compareTo(LONGEST) < 0).orElse(LONGEST);
    List<SignalRegistration> registrations = new ArrayList<>();
    try {
      for (String name : FORWARDED) {
        register(Signal.of(name), registrations);
      }
      starter.start();
      Optional<Child> child = started(longest);
      Duration left = longest.minusNanos(System.nanoTime() - begin);
      Optional<ExitStatus> status =
          child.isEmpty() ? Optional.empty() : child.get().waitFor(notNegative(left));
      if (status.isEmpty()) {
        if (child.isPresent()) {
          end(child.get());
        }
        throw new TimeOverException(program + ": it ran", longest);
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

  /**
   * {@return the child; empty if the timeout elapsed before it could be started} A start may wait: for the other side of
   * a FIFO that the program gets.
   */
  private Optional<Child> started(Duration timeout) throws IOException, InterruptedException {
    try {
      return Optional.of(running(start.get(timeout.toNanos(), TimeUnit.NANOSECONDS)));
    } catch (TimeoutException e) {
      starter.interrupt();
      return startedAfterAll();
    } catch (ExecutionException e) {
      passEarlyOn();
      throw failure(e);
    }
  }

  private Optional<Child> startedAfterAll() throws InterruptedException {
    try {
      return Optional.of(running(start.get()));
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }

  private synchronized Child running(Child child) {
    running = child;
    early.forEach(signal -> forward(child, signal));
    return child;
  }

  /** What ended the wait for a FIFO has ended this command. */
  private synchronized void passEarlyOn() throws ProgramEndedException {
    if (!early.isEmpty()) {
      ProgramEndedException.passOn(new ExitStatus.Killed(early.getFirst().number(), false));
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> new IOException(e);
    };
  }

  private synchronized void arrived(Signal signal) {
    if (running == null) {
      early.add(signal);
      starter.interrupt();
    } else {
      forward(running, signal);
    }
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private void end(Child child) throws IOException, InterruptedException {
    if (group) {
      new ChildGroup(child).end(GRACE);
    } else {
      child.terminate();
      if (child.waitFor(GRACE).isEmpty()) {
        child.kill();
        child.waitFor();
      }
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

  private static boolean isInForeground() throws IOException {
    ProcessStat self = ProcessStat.ofThisProcess();
    return self.group() == self.foreground();
  }
}
