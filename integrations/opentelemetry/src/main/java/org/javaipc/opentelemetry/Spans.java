package org.javaipc.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.jspecify.annotations.Nullable;

/** Begins the spans of one end, named and described as OpenTelemetry's conventions for messaging say. */
final class Spans {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<Long> SIZE =
      AttributeKey.longKey("messaging.message.body.size");
  private static final AttributeKey<Long> TIME_IN_CHANNEL =
      AttributeKey.longKey("ipc.channel.time_ns");

  private final Tracer tracer;
  private final String destination;

  Spans(OpenTelemetry telemetry, Address address) {
    tracer = telemetry.getTracer("org.javaipc");
    destination = Address.of(address.scheme(), address.name()).toString();
  }

  Span send(long size) {
    return begin("send", SpanKind.PRODUCER, size).startSpan();
  }

  /**
   * {@return the span of a message that was received, begun, and that of its time in the channel,
   * ended}
   *
   * @param operation {@code process} around a handler, {@code receive} if no handler is called
   * @param header of the message, if it had one
   * @param size of the message without its header, in bytes
   */
  Span received(String operation, @Nullable TraceHeader header, long size) {
    SpanBuilder builder = begin(operation, SpanKind.CONSUMER, size);
    if (header == null) {
      return builder.startSpan();
    }
    Instant now = Instant.now();
    long sent = header.sentNanos();
    long inChannel = nanos(now) - sent;
    boolean isTimeKnown = sent > 0 && inChannel >= 0;
    if (isTimeKnown) {
      builder.setAttribute(TIME_IN_CHANNEL, inChannel);
    }
    if (header.context().isValid()) {
      Span local = Span.current();
      if (local.getSpanContext().isValid()) {
        builder.addLink(local.getSpanContext());
      }
      Context sender = Context.current().with(Span.wrap(header.context()));
      builder.setParent(sender);
      if (isTimeKnown) {
        inChannel(sender, sent, now);
      }
    }
    return builder.startSpan();
  }

  private void inChannel(Context sender, long sent, Instant received) {
    tracer
        .spanBuilder("channel " + destination)
        .setParent(sender)
        .setAttribute(SYSTEM, "javaipc")
        .setAttribute(DESTINATION, destination)
        .setStartTimestamp(sent, TimeUnit.NANOSECONDS)
        .startSpan()
        .end(received);
  }

  private SpanBuilder begin(String operation, SpanKind kind, long size) {
    return tracer
        .spanBuilder(operation + " " + destination)
        .setSpanKind(kind)
        .setAllAttributes(
            Attributes.of(
                SYSTEM, "javaipc",
                DESTINATION, destination,
                OPERATION, operation,
                OPERATION_TYPE, operation,
                SIZE, size));
  }

  /** The span has failed; the code that began it ends it. */
  static void failed(Span span, Throwable failure) {
    span.recordException(failure);
    span.setStatus(StatusCode.ERROR);
  }

  static long now() {
    return nanos(Instant.now());
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
