package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/** Numbered messages of all lengths up to a limit, as the programs of other languages make them, too. */
final class Wave {
  /** The longest message of the tests, and maxMessage of their channels. */
  static final int LIMIT = 1500;

  private Wave() {}

  static byte[] message(int index) {
    byte[] message = new byte[index == 0 ? 0 : index == 1 ? LIMIT : index * 7919 % (LIMIT + 1)];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (index + i);
    }
    return message;
  }

  static void send(Sender sender, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      sender.send(message(i));
    }
  }

  /** Receives exactly these messages. */
  static void receive(Receiver receiver, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      byte @Nullable [] message = receiver.receive();
      assertThat(message).as("message %d", i).isEqualTo(message(i));
    }
  }
}
