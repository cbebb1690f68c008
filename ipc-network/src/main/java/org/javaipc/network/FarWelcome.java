package org.javaipc.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import org.javaipc.core.ring.RingTap;

/**
 * What a server says to a client that it lets in.
 *
 * @param capacity of each lane in bytes; 0 for events
 * @param maxMessage longest message in bytes
 * @param start the position at which the client's lane begins
 * @param silence after which the server takes the client for dead
 * @param who the server is, for messages
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
   * {@return what a frame says}
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
