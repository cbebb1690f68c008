package com.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.process.Child;
import org.javaipc.process.Redirect;
import org.javaipc.process.Spawn;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalRegistration;
import org.javaipc.signal.Signals;

/**
 * Keeps a program running: {@code Supervisor PROGRAM ARGUMENTS...}. Prints what the program prints, starts it again when it
 * ends, up to three times, and hands SIGUSR1 on. On SIGTERM it asks the program to end, waits two seconds, and kills it.
 */
public class Supervisor {
  private static final int KILL = 9;
  private static final int MOST_STARTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String[] command;
  private boolean isAsked; // to end
  private volatile Child child; // null before the first start

  private Supervisor(String[] command) {
    this.command = command;
  }

  public static void main(String[] args) throws Exception {
    new Supervisor(args).run();
  }

  private void run() throws IOException, InterruptedException {
    try (SignalRegistration _ = Signals.handle(Signal.TERM, _ -> end());
        SignalRegistration _ = Signals.handle(Signal.USR1, _ -> handOn(Signal.USR1))) {
      for (int start = 1; start <= MOST_STARTS && start(); start++) {
        print(child);
        System.out.println("start " + start + " ended: " + child.waitFor());
      }
    }
  }

  /** A signal that comes meanwhile waits, and then meets the program; {@return false if it should not run any more} */
  private synchronized boolean start() throws IpcException {
    if (isAsked) {
      return false;
    }
    child = Spawn.of(List.of(command)).output(Redirect.read()).signalAtParentDeath(KILL).start();
    return true;
  }

  /** Prints the program's lines until it closes its output. */
  private static void print(Child child) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.inputFrom(1), StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        System.out.println("program: " + line);
      }
    }
  }

  /** Runs on a thread for signals, while {@code main} reads what the program prints. */
  private synchronized void end() {
    isAsked = true;
    handOn(Signal.TERM);
    try {
      if (child != null && child.waitFor(PATIENCE).isEmpty()) {
        child.kill();
      }
    } catch (IpcException e) {
      System.err.println("supervisor: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void handOn(Signal signal) {
    try {
      if (child != null) {
        child.signal(signal.number());
      }
    } catch (IpcException e) {
      System.err.println("supervisor: " + e.getMessage());
    }
  }
}
