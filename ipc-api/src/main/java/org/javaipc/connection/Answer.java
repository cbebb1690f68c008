package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.jspecify.annotations.Nullable;

/**
 * What the server says to a client that wants to connect.
 *
 * <pre>
 *  0 magic    8 verdict    12 0    16 capacity, -1 if not stated    24 maxMessage, likewise
 * 32 why not, in UTF-8; with WELCOME, the type of the server's messages, if it states one
 * </pre>
 *
 * @param verdict whether the client is connected, and if not, why not
 * @param capacity of both lanes, as the server states it
 * @param maxMessage of both lanes, as the server states it
 * @param reason why not; with {@link Verdict#WELCOME}, the type of the server's messages, or empty
 */
public record Answer(
    Verdict verdict, OptionalLong capacity, OptionalLong maxMessage, String reason) {
  /** Longest encoded answer, in bytes. */
  public static final int LONGEST = 512;

  private static final int HEADER = 32;

  /** The number with which each message begins: {@code IPCreply}. */
  private static final long MAGIC = 0x796c_7065_7243_5049L;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What the server has decided. */
  public enum Verdict {
    /** The client is connected. */
    WELCOME(0),
    /** The server has reached its limit of clients. */
    BUSY(1),
    /** The server has reached a limit of the system. */
    LIMIT(2),
    /** The server refuses for another reason. */
    REFUSED(3),
    /** The client's user is not on the allow-list. */
    UNTRUSTED(4);

    private final int code;

    Verdict(int code) {
      this.code = code;
    }

    private static @Nullable Verdict of(int code) {
      for (Verdict verdict : values()) {
        if (verdict.code == code) {
          return verdict;
        }
      }
      return null;
    }
  }

  /**
   * {@return an answer that the client is connected}
   *
   * @param capacity as the server states it
   * @param maxMessage as the server states it
   * @param type as the server states it
   */
  public static Answer welcome(
      OptionalLong capacity, OptionalLong maxMessage, Optional<String> type) {
    return new Answer(Verdict.WELCOME, capacity, maxMessage, type.orElse(""));
  }

  /** {@return the type of the server's messages, if the server admits the client and states a type} */
  public Optional<String> type() {
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }

  /**
   * {@return an answer that the client was not admitted}
   *
   * @param verdict why not
   * @param reason the same in words
   */
  public static Answer refusal(Verdict verdict, String reason) {
    return new Answer(verdict, OptionalLong.empty(), OptionalLong.empty(), reason);
  }

  /** {@return the message} */
  public MemorySegment encode() {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[Math.min(HEADER + text.length, LONGEST)];
    MemorySegment segment = MemorySegment.ofArray(message);
    segment.set(LONG, 0, MAGIC);
    segment.set(INT, 8, verdict.code);
    segment.set(LONG, 16, capacity.orElse(-1));
    segment.set(LONG, 24, maxMessage.orElse(-1));
    System.arraycopy(text, 0, message, HEADER, message.length - HEADER);
    return segment;
  }

  /**
   * {@return the answer in a message; null if the message is not an answer} The message is not trusted: any process may
   * have written it.
   *
   * @param segment that holds the message
   * @param offset of the message in bytes
   * @param length of the message in bytes
   */
  public static @Nullable Answer decode(MemorySegment segment, long offset, long length) {
    if (length < HEADER || length > LONGEST || segment.get(LONG, offset) != MAGIC) {
      return null;
    }
    Verdict verdict = Verdict.of(segment.get(INT, offset + 8));
    if (verdict == null) {
      return null;
    }
    byte[] text = new byte[Math.toIntExact(length - HEADER)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + HEADER, text, 0, text.length);
    return new Answer(
        verdict,
        stated(segment.get(LONG, offset + 16)),
        stated(segment.get(LONG, offset + 24)),
        printable(text));
  }

  private static OptionalLong stated(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static String printable(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cc}", "?");
  }

  /**
   * {@return the exception for a client that was not admitted}
   *
   * @param server that did not admit it
   */
  public IpcException asException(Address server) {
    String message = server + ": the server refused this client: " + reason;
    return switch (verdict) {
      case BUSY -> new ChannelBusyException(message);
      case LIMIT -> new ResourceLimitException(message);
      case UNTRUSTED -> new AccessRefusedException(message);
      default -> new IpcException(message);
    };
  }
}
