package org.javaipc.objects;

import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** Answers each message with itself, until the stream ends: {@code FROM TO}. */
final class EchoMain {
  private EchoMain() {}

  public static void main(String[] addresses) throws Exception {
    try (Receiver receiver = Ipc.receiver(addresses[0]);
        Sender sender = Ipc.sender(addresses[1])) {
      for (byte[] message = receiver.receive(); message != null; message = receiver.receive()) {
        sender.send(message);
      }
    }
  }
}
