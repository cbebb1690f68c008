package org.javaipc.mq;

import org.javaipc.Ipc;
import org.javaipc.Receiver;

/** Main class of a child: receives for ever, and reads nothing after so many messages. */
final class NumberedReceiver {
  private NumberedReceiver() {}

  public static void main(String[] arguments) throws Exception {
    Receiver receiver = Ipc.receiver(arguments[0]);
    System.out.println("ready");
    int count = Integer.parseInt(arguments[1]);
    for (int i = 0; i < count; i++) {
      receiver.receive((segment, offset, length) -> {}, 1);
    }
    System.out.println("received " + count);
    System.in.read(); // until the test, which never writes, kills it or ends
  }
}
