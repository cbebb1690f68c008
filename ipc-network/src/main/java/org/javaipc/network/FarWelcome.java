package org.javaipc.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import org.javaipc.core.ring.RingTap;

/**
 * The answer of a server to a client that it admits.
 *
 * @param capacity of each lane in bytes; 0 for events
 * @param maxMessage longest message in bytes
 * @param start the position at which the client's lane begins
 * @param silence after which the server considers the client dead
 * @param who describes the server, for messages
 */
record FarWelcome(long capacity, long maxMessage, long start, Duration silence, String who) {
  byte[] encode() {
    return FarFrame.of(
        FarFrame.WELCOME,
        out -> {
          out.writeLong(capacity);
          out.writeLong(maxMessage);
          out.writeLong(start);
          out.writeLong(FarLink.nanos(silence));
          out.writeUTF(who);
        });
  }

  /**
   * {@return the welcome in a frame}
   *
   * @param kind of what the server lets in to
   * @throws IOException if no channel can be so
   */
  static FarWelcome decode(byte[] frame, FarKind kind) throws IOException {
    DataInputStream in = FarFrame.body(frame);
    FarWelcome welcome =
        new FarWelcome(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            FarHello.silence(in.readLong()),
            FarHello.who(in.readUTF()));
    if (kind != FarKind.EVENTS
        && !RingTap.isPossible(welcome.capacity, welcome.maxMessage, welcome.start)) {
      throw new IOException("impossible limits: " + welcome);
    }
    return welcome;
  }
}
