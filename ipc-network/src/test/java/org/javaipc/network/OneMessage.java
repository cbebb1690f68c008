package org.javaipc.network;

import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** A program that sends itself a message over {@code grpc:}, and says what came, or what is wrong. */
final class OneMessage {
  private OneMessage() {}

  /** Sends it to an address. */
  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] args) throws InterruptedException {
    try (Receiver receiver = Ipc.receiver(args[0]);
        Sender sender = Ipc.sender(args[0])) {
      sender.send("a message");
      System.out.println("came: " + receiver.receiveString());
    } catch (Exception e) {
      System.out.println("failed: " + e.getMessage());
    }
  }
}
