package org.javaipc.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client says first.
 *
 * @param kind what it wants to join
 * @param name of it
 * @param capacity that it states
 * @param maxMessage that it states
 * @param senders that it states
 * @param type of the messages that it states
 * @param silence after which it takes the peer for dead
 * @param who it is, for messages
 */
record FarHello(
    FarKind kind,
    String name,
    OptionalLong capacity,
    OptionalLong maxMessage,
    OptionalLong senders,
    Optional<String> type,
    Duration silence,
    String who) {
  private static final int MAGIC = 0x4a49_5043; // JIPC

  byte[] encode() {
    return FarFrame.of(
        FarFrame.HELLO,
        out -> {
          out.writeInt(MAGIC);
          out.writeInt(FarFrame.VERSION);
          out.writeByte(kind.code());
          out.writeUTF(name);
          out.writeLong(capacity.orElse(-1));
          out.writeLong(maxMessage.orElse(-1));
          out.writeLong(senders.orElse(-1));
          out.writeUTF(type.orElse(""));
          out.writeLong(silence.toNanos());
          out.writeUTF(who);
        });
  }

  /**
   * {@return what a frame says}
   *
   * @throws IOException if it is another frame
   * @throws FarVersionException if it is of another version
   */
  static FarHello decode(byte[] frame) throws IOException, FarVersionException {
    DataInputStream in = FarFrame.body(frame);
    if (frame[0] != FarFrame.HELLO || in.readInt() != MAGIC) {
      throw new IOException("not a hello");
    }
    FarVersionException.check(in.readInt());
    return new FarHello(
        FarKind.of(in.readByte()),
        in.readUTF(),
        stated(in.readLong()),
        stated(in.readLong()),
        stated(in.readLong()),
        text(in.readUTF()),
        Duration.ofNanos(Math.max(1, in.readLong())),
        printable(in.readUTF()));
  }

  static OptionalLong stated(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** {@return a text of the peer's, which may have written anything} */
  static String printable(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
