package org.javaipc.grpc;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The frames between client and server. A message of the connection holds one or more of them, one after the other;
 * numbers are little-endian.
 *
 * <pre>
 * +------+------------------------+
 * |    0 | type, 1 byte           |
 * |    1 | flags, 1 byte          |
 * |    2 | 0, 2 bytes             |
 * |    4 | length of the payload  |
 * |    8 | stream, 8 bytes        |
 * |   16 | payload                |
 * +------+------------------------+
 * </pre>
 *
 * <pre>
 * type      stream  payload
 * SETTINGS  0       magic, version, role, stream window, connection window: the first frame of each side
 * HEADERS   call    client: method, authority, metadata; server: metadata
 * DATA      call    bytes of messages, each with gRPC's prefix of 5 bytes; LAST: the client sends no more
 * TRAILERS  call    metadata with the status; the call is over
 * CANCEL    call    status code, description; the call is over
 * CREDIT    call    so many more bytes of DATA may come for this call, or with stream 0 for all calls together
 * GOAWAY    0       description; the server takes no new calls
 * </pre>
 *
 * <p>HEADERS and TRAILERS that do not fit into a message go on in frames of the same type; all but the last have MORE.
 * A sender may exceed its credit by the frame that uses it up.
 */
final class Frames {
  static final int SETTINGS = 1;
  static final int HEADERS = 2;
  static final int DATA = 3;
  static final int TRAILERS = 4;
  static final int CANCEL = 5;
  static final int CREDIT = 6;
  static final int GOAWAY = 7;

  static final int LAST = 1;
  static final int MORE = 2;

  /** {@code IGRP} in memory. */
  static final int MAGIC = 0x5052_4749;

  static final int VERSION = 1;
  static final int CLIENT = 1;
  static final int SERVER = 2;

  static final int HEAD = 16;

  /** The longest payload of a frame, whatever the connection could carry. */
  static final int LONGEST_PAYLOAD = 64 * 1024;

  /** Bytes of DATA that may be under way for one call. */
  static final int STREAM_WINDOW = 256 * 1024;

  /** Bytes of DATA that may be under way for all calls of a connection and direction. */
  static final int CONNECTION_WINDOW = 16 * STREAM_WINDOW;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Frames() {}
}
