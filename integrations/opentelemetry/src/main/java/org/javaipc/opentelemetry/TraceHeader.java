package org.javaipc.opentelemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a traced message: the W3C's traceparent in binary and when the message was
 * sent. Numbers are little-endian.
 *
 * <pre>
 *    0  FF 'I' 'P' 'C' 'T' 'R' 'C'   no text in UTF-8 begins so
 *    7  version, 1
 *    8  length of the whole header, 16 bits; of all versions, so that an older reader can skip a newer one
 *   10  trace flags
 *   11  reserved, 5 bytes of 0
 *   16  trace id, 16 bytes in their order in a traceparent; 0 if there is no trace
 *   32  span id, 8 bytes, likewise
 *   40  when it was sent, nanoseconds since 1970, 64 bits
 *   48  tracestate, text, up to 512 bytes
 * </pre>
 *
 * @param length of the header in bytes
 * @param context of the span that sent; invalid if there was none
 * @param sentNanos when, since 1970; 0 if that is not known
 */
record TraceHeader(int length, SpanContext context, long sentNanos) {
  /** Length without a tracestate, in bytes. */
  static final int LENGTH = 48;

  /** The longest header, in bytes. */
  static final int MAX_LENGTH = LENGTH + 512;

  private static final byte[] MAGIC = {(byte) 0xff, 'I', 'P', 'C', 'T', 'R', 'C'};
  private static final int VERSION = 1;
  private static final int VERSION_AT = 7;
  private static final int LENGTH_AT = 8;
  private static final int FLAGS_AT = 10;
  private static final int TRACE_ID_AT = 16;
  private static final int SPAN_ID_AT = 32;
  private static final int SENT_AT = 40;

  /**
   * {@return the header in bytes}
   *
   * @param context of the span that sends
   * @param sentNanos now
   * @param room for it, 48 or more; a tracestate that does not fit is left out, as the W3C allows
   */
  static byte[] encode(SpanContext context, long sentNanos, long room) {
    byte[] state = StateText.of(context.getTraceState()).getBytes(StandardCharsets.US_ASCII);
    if (LENGTH + state.length > Math.min(room, MAX_LENGTH)) {
      state = new byte[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH + state.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) VERSION).putShort((short) bytes.capacity());
    if (context.isValid()) {
      bytes
          .put(FLAGS_AT, context.getTraceFlags().asByte())
          .put(TRACE_ID_AT, context.getTraceIdBytes())
          .put(SPAN_ID_AT, context.getSpanIdBytes());
    }
    return bytes.putLong(SENT_AT, sentNanos).put(LENGTH, state).array();
  }

  /**
   * {@return the header with which a message begins; null if it begins with none}
   *
   * @param start the first bytes of the message, {@link #MAX_LENGTH} at most
   * @param messageLength of the message in bytes
   */
  static @Nullable TraceHeader decode(byte[] start, long messageLength) {
    if (start.length <= FLAGS_AT
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes.get(VERSION_AT);
    int length = Short.toUnsignedInt(bytes.getShort(LENGTH_AT));
    if (version < VERSION || length <= FLAGS_AT || length > messageLength) {
      return null;
    }
    if (version > VERSION) {
      return new TraceHeader(length, SpanContext.getInvalid(), 0);
    }
    return length < LENGTH || length > MAX_LENGTH
        ? null
        : new TraceHeader(length, context(start, bytes, length), bytes.getLong(SENT_AT));
  }

  private static SpanContext context(byte[] start, ByteBuffer bytes, int length) {
    byte[] traceId = new byte[16];
    byte[] spanId = new byte[8];
    bytes.get(TRACE_ID_AT, traceId).get(SPAN_ID_AT, spanId);
    String state = new String(start, LENGTH, length - LENGTH, StandardCharsets.US_ASCII);
    TraceState traceState = StateText.parse(state);
    return SpanContext.createFromRemoteParent(
        TraceId.fromBytes(traceId),
        SpanId.fromBytes(spanId),
        TraceFlags.fromByte(bytes.get(FLAGS_AT)),
        traceState);
  }
}
