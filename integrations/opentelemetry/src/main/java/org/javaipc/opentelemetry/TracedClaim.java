package org.javaipc.opentelemetry;

import io.opentelemetry.api.trace.Span;
import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/** A claim with room for a header, without a tracestate, in front. */
final class TracedClaim implements Claim {
  private final Spans spans;
  private @Nullable Claim claimed;

  TracedClaim(Spans spans) {
    this.spans = spans;
  }

  Claim of(Claim room) {
    claimed = room;
    return this;
  }

  private Claim claimed() {
    Claim room = claimed;
    if (room == null) {
      throw new IllegalStateException("nothing is claimed");
    }
    return room;
  }

  @Override
  public MemorySegment segment() {
    return claimed().segment();
  }

  @Override
  public long offset() {
    return claimed().offset() + TraceHeader.LENGTH;
  }

  @Override
  public long length() {
    return claimed().length() - TraceHeader.LENGTH;
  }

  @Override
  public void commit(long length) throws IpcException {
    Claim room = claimed();
    if (length < 0 || length > length()) {
      throw new IllegalArgumentException("length=" + length + " is not 0 to " + length());
    }
    Span span = spans.send(length);
    try {
      byte[] header = TraceHeader.encode(span.getSpanContext(), Spans.now(), TraceHeader.LENGTH);
      MemorySegment.copy(
          MemorySegment.ofArray(header), 0, room.segment(), room.offset(), header.length);
      claimed = null;
      room.commit(length + header.length);
    } catch (IpcException | RuntimeException e) {
      Spans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public void abort() {
    Claim room = claimed;
    claimed = null;
    if (room != null) {
      room.abort();
    }
  }
}
