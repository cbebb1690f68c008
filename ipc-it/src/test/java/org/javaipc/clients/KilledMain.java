package org.javaipc.clients;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Has ends of all kinds, and waits to be killed. */
final class KilledMain {
  private KilledMain() {}

  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] arguments) throws Exception {
    JavaEnds ends = JavaEnds.open(Path.of(arguments[0]));
    System.out.println("ready");
    ends.join();
    System.out.println("joined");
    new CountDownLatch(1).await();
  }
}
