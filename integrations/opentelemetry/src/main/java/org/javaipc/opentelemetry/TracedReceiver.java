package org.javaipc.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.MessageHandler;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * A receiver with a span for each message, of kind consumer and in the trace of the {@link
 * TracedSender} that sent it. A message without a trace, as from any other sender, begins a new one.
 *
 * <ul>
 *   <li>Around a handler, including that of {@link #forEach}, the span is {@code process} and is current.
 *   <li>The methods that return a message end their span, {@code receive}, at once; trace what you do with the message
 * in {@link #context}.
 *   <li>The time from sending to receiving is a span, {@code channel}, and the attribute {@code
 *       ipc.channel.time_ns}. It includes the sender's wait for room, and is left out if the clock was set back.
 * </ul>
 *
 * <p>A truncated or malformed header is treated as part of the message. Any permitted sender can write to traces, as
 * with every trace header.
 *
 * <p>For one thread at a time, as the receiver that it wraps.
 *
 * <pre>{@code
 * try (Receiver receiver = TracedReceiver.of(Ipc.receiver("orders"), openTelemetry)) {
 *   receiver.forEach((segment, offset, length) -> book(segment, offset, length));
 * }
 * }</pre>
 */
public final class TracedReceiver implements Receiver {
  private final Receiver receiver;
  private final Spans spans;

  private Context context = Context.root();

  /** A message that was too long for the caller's segment. */
  private @Nullable Message left;

  private TracedReceiver(Receiver receiver, Spans spans) {
    this.receiver = receiver;
    this.spans = spans;
  }

  /**
   * {@return a receiver with spans}
   *
   * @param receiver to wrap; from then on, use and close it only through the result
   * @param telemetry takes the spans
   * @throws LibraryUnavailableException if OpenTelemetry's API is missing or older than 1.15.0
   */
  public static TracedReceiver of(Receiver receiver, OpenTelemetry telemetry) {
    return IpcInstruments.API.use(
        "TracedReceiver.of",
        () -> new TracedReceiver(receiver, new Spans(telemetry, receiver.address())));
  }

  /**
   * {@return the context of the message that was returned last; make it current around the code that handles the
   * message} {@code try (Scope scope = receiver.context().makeCurrent()) { book(order); }}
   */
  public Context context() {
    return context;
  }

  @Override
  public Address address() {
    return receiver.address();
  }

  @Override
  public long maxMessage() {
    return receiver.maxMessage();
  }

  @Override
  public long diedSenders() {
    return receiver.diedSenders();
  }

  @Override
  public boolean isEnded() {
    return left == null && receiver.isEnded();
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return left != null || receiver.awaitReady(timeout);
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    return handledLeft(handler) ? 1 : receiver.poll(processing(handler), limit);
  }

  @Override
  public int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return handledLeft(handler) ? 1 : receiver.receive(processing(handler), limit, timeout);
  }

  @Override
  public int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return handledLeft(handler) ? 1 : receiver.receive(processing(handler), limit);
  }

  private boolean handledLeft(MessageHandler handler) {
    Message message = left;
    left = null;
    if (message != null) {
      process(message, handler);
    }
    return message != null;
  }

  private MessageHandler processing(MessageHandler handler) {
    return (segment, offset, length) -> process(Message.inPlace(segment, offset, length), handler);
  }

  private void process(Message message, MessageHandler handler) {
    Span span = spans.received("process", message.header(), message.length());
    try (Scope _ = span.makeCurrent()) {
      handler.onMessage(message.segment(), message.offset(), message.length());
    } catch (RuntimeException | Error e) {
      Spans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  @Override
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    Message message = take(timeout);
    if (message == null) {
      return receiver.isEnded() ? END_OF_STREAM : TIMED_OUT;
    }
    return handOver(message, into);
  }

  @Override
  public long receive(MemorySegment into) throws IpcException, InterruptedException {
    Message message = take(null);
    return message == null ? END_OF_STREAM : handOver(message, into);
  }

  private long handOver(Message message, MemorySegment into) {
    if (into.byteSize() < message.length()) {
      left = message;
      throw new IllegalArgumentException(
          receiver
              + ": the segment is shorter than the message, which was not taken: segment="
              + into.byteSize()
              + " message="
              + message.length());
    }
    MemorySegment.copy(message.segment(), message.offset(), into, 0, message.length());
    returned(message);
    return message.length();
  }

  @Override
  public byte @Nullable [] receive() throws IpcException, InterruptedException {
    return returned(take(null));
  }

  @Override
  public Received<byte[]> receive(Duration timeout) throws IpcException, InterruptedException {
    return Received.of(returned(take(timeout)), receiver.isEnded());
  }

  /** {@return a message, waiting for ever if there is no timeout; null if none came} */
  private @Nullable Message take(@Nullable Duration timeout)
      throws IpcException, InterruptedException {
    Message waiting = left;
    left = null;
    if (waiting != null) {
      return waiting;
    }
    MessageTaker taker = new MessageTaker();
    if (timeout == null) {
      receiver.receive(taker, 1);
    } else {
      receiver.receive(taker, 1, timeout);
    }
    return taker.taken();
  }

  private byte @Nullable [] returned(@Nullable Message message) {
    if (message == null) {
      return null;
    }
    Span span = spans.received("receive", message.header(), message.length());
    span.end();
    context = Context.root().with(span);
    return message.bytes();
  }

  @Override
  public void forEach(Consumer<byte[]> action) throws IpcException, InterruptedException {
    for (Message message = take(null); message != null; message = take(null)) {
      byte[] bytes = message.bytes();
      process(message, (_, _, _) -> action.accept(bytes));
    }
  }

  @Override
  public void close() throws IpcException {
    receiver.close();
  }

  @Override
  public String toString() {
    return "traced " + receiver;
  }
}
