package org.javaipc.objects;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Poller;
import org.javaipc.ResourceLimitException;
import org.javaipc.process.Child;
import org.javaipc.process.ExitStatus;
import org.javaipc.process.Redirect;
import org.javaipc.process.Relatives;
import org.javaipc.process.Spawn;

/** A process of {@link NoThreadTest} that polls, waits for children and adopts orphans. */
final class NoThreadToolsMain {
  private static final long SECONDS = 60;

  private NoThreadToolsMain() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "poll" -> poll();
      case "child" -> child();
      case "orphans" -> orphans();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.exit(0); // what reaps orphans lasts, and is a daemon
  }

  /** The end has nothing at first, so that a thread is wanted, and is ready from the second look on. */
  private static void poll() throws Exception {
    AtomicBoolean looked = new AtomicBoolean();
    AtomicInteger ready = new AtomicInteger();
    NoThreads.refuse("org.javaipc.PolledEnd", 1);
    try (Poller poller = new Poller()) {
      poller.add(_ -> looked.getAndSet(true), ready::incrementAndGet);
      System.out.println("refused " + poller.await(Duration.ofSeconds(SECONDS)));
      System.out.println("left " + NoThreads.left());
      System.out.println("next " + poller.await(Duration.ofSeconds(SECONDS)));
    }
  }

  private static void child() throws Exception {
    NoThreads.refuse("org.javaipc.process.Child", 1);
    System.out.println("refused " + end());
    System.out.println("next " + end());
  }

  private static String end() throws Exception {
    Child child = Spawn.of("sh", "-c", "read line; exit 7").input(Redirect.written()).start();
    CompletableFuture<ExitStatus> end = child.onExit().toCompletableFuture();
    child.outputTo(0).close();
    String status = child.waitFor().toString();
    try {
      return status + ", " + end.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return status + ", " + e.getCause().getClass().getSimpleName();
    }
  }

  private static void orphans() throws Exception {
    Relatives.adoptOrphans(true);
    NoThreads.refuse("org.javaipc.linux.process.Orphans", 1);
    try {
      Relatives.reapOrphans();
      System.out.println("refused nothing");
    } catch (ResourceLimitException e) {
      System.out.println("refused " + e.getClass().getSimpleName());
    }
    Relatives.reapOrphans();
    System.out.println("next " + Spawn.of("sh", "-c", "sleep 0.1 &").start().waitFor());
    while (ProcessHandle.current().children().count() > 0) {
      Thread.sleep(10); // until the orphan is gone; the test has a deadline
    }
  }
}
