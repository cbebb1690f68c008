package org.javaipc.process;

import java.time.Duration;
import java.util.Optional;

/** Adopts orphans and lets none stay a zombie, while it waits for children of its own and of the JDK. */
final class OrphansMain {
  private OrphansMain() {}

  public static void main(String[] args) throws Exception {
    Relatives.adoptOrphans(true);
    Relatives.reapOrphans();
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
