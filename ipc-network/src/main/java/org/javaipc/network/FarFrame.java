package org.javaipc.network;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The frames that two processes exchange on a stream. Each consists of a byte for its type and of its contents,
 * big-endian.
 *
 * <pre>
 * client                                     server
 * HELLO version, what, name, limits   -->
 *                                     <--    WELCOME limits, start of the lane; or REFUSED why
 * READY                               -->    only now the client has joined
 *
 * who sends                                  who receives
 * DATA  (length, bytes)*              -->    cut into frames anywhere behind a length, of which
 *                                            one bit is whether the ring's end is skipped before
 * EVENTS bits                         -->    of a notifier instead
 *                                     <--    TAKEN position of the receiver in the lane
 *                                     <--    CLOSED the receiver, or listener, has
 * END   nothing more comes            -->
 *                                     <--    ENDED it has all come; this direction is over
 *
 * PULSE either side, now and then, so that silence means that nobody is there
 * </pre>
 */
final class FarFrame {
  /** Version of everything that follows. */
  static final int VERSION = 1;

  static final byte HELLO = 1;
  static final byte WELCOME = 2;
  static final byte REFUSED = 3;
  static final byte READY = 4;
  static final byte DATA = 5;
  static final byte EVENTS = 6;
  static final byte TAKEN = 7;
  static final byte CLOSED = 8;
  static final byte END = 9;
  static final byte ENDED = 10;
  static final byte PULSE = 11;

  /** The bit of a message's length that says that the sender has skipped the end of its ring. */
  static final int SKIPS_END = 1 << 31;

  /** Longest frame in bytes. */
  static final int LONGEST = 64 << 10;

  private FarFrame() {}

  /** Writes the contents of a frame. */
  @FunctionalInterface
  interface Writer {
    void to(DataOutputStream out) throws IOException;
  }

  /** {@return a frame} */
  static byte[] of(byte type, Writer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(type);
      body.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
    return bytes.toByteArray();
  }

  /** {@return a frame that consists of its type only} */
  static byte[] of(byte type) {
    return new byte[] {type};
  }

  /** {@return a frame with one number} */
  static byte[] of(byte type, long value) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(type).putLong(value).array();
  }

  /** {@return what follows the type} */
  static DataInputStream body(byte[] frame) {
    return new DataInputStream(new ByteArrayInputStream(frame, 1, frame.length - 1));
  }
}
