package org.javaipc.objects;

import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;

/**
 * What a queue keeps for its next receiver. A queue of the kernel outlives the folder of its test, and counts against the user's
 * limit until somebody takes what is in it.
 */
final class KeptMessages {
  private KeptMessages() {}

  /** Takes them, if the address is that of a queue, which then goes with its receiver. */
  static void take(String address) throws Exception {
    if (address.startsWith("mq:") || address.startsWith("sysvmq:")) {
      try (Receiver receiver = Ipc.receiver(address)) {
        while (takesSome(receiver)) {
          // go on
        }
      }
    }
  }

  private static boolean takesSome(Receiver receiver) throws Exception {
    try {
      return receiver.poll((segment, offset, length) -> {}, 1024) > 0;
    } catch (PeerDiedException e) {
      return true; // of those before
    }
  }
}
