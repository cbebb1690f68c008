package org.javaipc.objects;

import java.util.concurrent.CountDownLatch;
import org.javaipc.Ipc;
import org.javaipc.Sender;

/** Sends a greeting and lives until it is killed: {@code ADDRESS}. */
final class SendMain {
  private SendMain() {}

  public static void main(String[] arguments) throws Exception {
    try (Sender sender = Ipc.sender(arguments[0])) {
      sender.send("hello");
      System.out.println("sent");
      new CountDownLatch(1).await();
    }
  }
}
