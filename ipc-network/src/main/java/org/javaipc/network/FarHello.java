package org.javaipc.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first frame of a client.
 *
 * @param kind of the end that it wants to join
 * @param name of that end
 * @param capacity that it states
 * @param maxMessage that it states
 * @param senders that it states
 * @param type of the messages that it states
 * @param silence after which it considers the peer dead
 * @param who describes the client, for messages
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

  private static final int LONGEST_NAME = 200;

  /** So many characters of a text of the peer's are kept. */
  private static final int LONGEST_TEXT = 4096;

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
          out.writeLong(FarLink.nanos(silence));
          out.writeUTF(who);
        });
  }

  /**
   * {@return the hello in a frame}
   *
   * @throws IOException if the frame is not a hello
   * @throws FarVersionException if it has another version
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
        silence(in.readLong()),
        who(in.readUTF()));
  }

  static OptionalLong stated(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** {@return who the peer is: kept for each that dies} */
  static String who(String text) {
    return printable(text.substring(0, Math.min(text.length(), LONGEST_NAME)));
  }

  /** {@return after how many nanoseconds the peer takes this side for dead, which is to give no more signs of life than any address asks for} */
  static Duration silence(long nanos) {
    return Duration.ofNanos(Math.max(FarOptions.LEAST_SILENCE.toNanos(), nanos));
  }

  /** {@return a text of the peer's, which may have written anything, and any amount} */
  static String printable(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_TEXT)).replaceAll("\\p{Cc}", "?");
  }
}
