package org.javaipc.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adopts orphans and lets none stay a zombie, while it waits for children of its own and of the JDK. */
final class OrphansMain {
  private static final int STARTERS = 4;
  private static final int CHILDREN = 150;

  private OrphansMain() {}

  /** Children of the JDK that have ended before its threads for them run. */
  private static void startBriefly() {
    try {
      for (int i = 0; i < CHILDREN; i++) {
        int code = new ProcessBuilder("sh", "-c", "exit 3").start().waitFor();
        if (code != 3) {
          System.out.println("a status is lost: " + code);
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) throws Exception {
    Relatives.adoptOrphans(true);
    Relatives.reapOrphans();
    List<Thread> starters =
        Stream.generate(() -> Thread.ofPlatform().start(OrphansMain::startBriefly))
            .limit(STARTERS)
            .toList();
    for (Thread starter : starters) {
      starter.join();
    }
    for (int i = 0; i < 20; i++) {
      Process ofJdk = new ProcessBuilder("sh", "-c", "sleep 0.1 & exit 3").start();
      Child ours = Spawn.of("sh", "-c", "sleep 0.05 & sleep 0.1 & exit 7").start();
      if (ofJdk.waitFor() != 3 || !ours.waitFor().equals(new ExitStatus.Exited(7))) {
        System.out.println("a status is lost: " + ofJdk.exitValue() + ", " + ours.status());
      }
    }
    Child last = Spawn.of("sh", "-c", "sleep 0.1 & sleep 0.2 &").start();
    Optional<ExitStatus> status = last.waitFor(Duration.ofSeconds(10));
    while (ProcessHandle.current().children().count() > 0) {
      Thread.sleep(10); // until all orphans are gone; the test has a deadline
    }
    System.out.println("done " + status.isPresent());
  }
}
