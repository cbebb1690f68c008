package org.javaipc.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.MessageTooLongException;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A sender with a span for each message, of kind producer and below the current one. Its context travels in a header
 * before the message, so the receiver must be a {@link TracedReceiver}: any other receiver gets the header as part of
 * the message. Change receivers first; they accept both.
 *
 * <p>The span covers the wait for room. A message that finds no room in {@link #offer} has no span. The header
 * takes 48 bytes of {@link #maxMessage}, and up to 512 more for the trace's state if there is room.
 *
 * <p>For one thread at a time, as the sender that it wraps; {@code TracedSender.of(sender, telemetry).shared()} is
 * for many.
 *
 * <pre>{@code
 * try (Sender sender = TracedSender.of(Ipc.sender("orders"), openTelemetry)) {
 *   sender.send("buy 100");
 * }
 * }</pre>
 */
public final class TracedSender implements Sender {
  private final Sender sender;
  private final Spans spans;
  private final TracedClaim claim;

  private MemorySegment framed = MemorySegment.ofArray(new byte[1024]);

  private TracedSender(Sender sender, Spans spans) {
    this.sender = sender;
    this.spans = spans;
    this.claim = new TracedClaim(spans);
  }

  /**
   * {@return a sender with spans}
   *
   * @param sender to wrap; from then on, use and close it only through the result
   * @param telemetry takes the spans
   * @throws LibraryUnavailableException if OpenTelemetry's API is missing or older than 1.15.0
   */
  public static TracedSender of(Sender sender, OpenTelemetry telemetry) {
    return IpcInstruments.API.use(
        "TracedSender.of", () -> new TracedSender(sender, new Spans(telemetry, sender.address())));
  }

  @Override
  public Address address() {
    return sender.address();
  }

  @Override
  public long maxMessage() {
    return Math.max(0, sender.maxMessage() - TraceHeader.LENGTH);
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    Span span = spans.send(length);
    long whole = frame(span, segment, offset, length);
    boolean sent = sender.offer(framed, 0, whole);
    if (sent) {
      span.end();
    }
    return sent;
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    Span span = spans.send(length);
    try {
      long whole = frame(span, segment, offset, length);
      boolean sent = sender.send(framed, 0, whole, timeout);
      if (!sent) {
        span.setStatus(StatusCode.ERROR, "no room in time");
      }
      return sent;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      Spans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    Span span = spans.send(length);
    try {
      long whole = frame(span, segment, offset, length);
      sender.send(framed, 0, whole);
    } catch (IpcException | InterruptedException | RuntimeException e) {
      Spans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  /** {@return the length of the message behind its header, both copied to {@link #framed}} */
  private long frame(Span span, MemorySegment segment, long offset, long length)
      throws MessageTooLongException {
    if (length > maxMessage()) {
      throw new MessageTooLongException(sender + ", traced", length, maxMessage());
    }
    byte[] header =
        TraceHeader.encode(span.getSpanContext(), Spans.now(), sender.maxMessage() - length);
    long whole = header.length + length;
    if (framed.byteSize() < whole) {
      framed =
          MemorySegment.ofArray(new byte[Math.toIntExact(Math.max(whole, 2 * framed.byteSize()))]);
    }
    MemorySegment.copy(MemorySegment.ofArray(header), 0, framed, 0, header.length);
    MemorySegment.copy(segment, offset, framed, header.length, length);
    return whole;
  }

  /**
   * {@inheritDoc} The span is that of the commit.
   */
  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    Claim room = sender.tryClaim(Math.addExact(length, TraceHeader.LENGTH));
    return room == null ? null : claim.of(room);
  }

  /**
   * {@inheritDoc} The span is that of the commit.
   */
  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    return claim.of(sender.claim(Math.addExact(length, TraceHeader.LENGTH)));
  }

  @Override
  public void sync() throws IpcException {
    sender.sync();
  }

  @Override
  public void close() throws IpcException {
    sender.close();
  }

  @Override
  public String toString() {
    return "traced " + sender;
  }
}
