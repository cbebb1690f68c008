package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.MessageTooLongException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traced ends in one process. */
class TracedChannelTest {
  private final Telemetry telemetry = new Telemetry();
  private Receiver plainReceiver;
  private Sender plainSender;
  private TracedReceiver receiver;
  private TracedSender sender;

  @BeforeEach
  void open() throws Exception {
    plainReceiver = Ipc.receiver("memory:traced?capacity=4KiB");
    plainSender = Ipc.sender("memory:traced");
    receiver = TracedReceiver.of(plainReceiver, telemetry.openTelemetry());
    sender = TracedSender.of(plainSender, telemetry.openTelemetry());
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    receiver.close();
  }

  @Test
  void theSpansOfOneMessageAreOneTrace() throws Exception {
    Span work = telemetry.openTelemetry().getTracer("test").spanBuilder("work").startSpan();
    try (Scope _ = work.makeCurrent()) {
      sender.send("buy 100");
    }
    List<String> handled = new ArrayList<>();
    receiver.poll(
        (segment, offset, length) -> {
          handled.add(text(segment, offset, length));
          assertThat(Span.current().getSpanContext().getTraceId())
              .isEqualTo(work.getSpanContext().getTraceId());
        },
        10);

    assertThat(handled).containsExactly("buy 100");
    SpanData sent = telemetry.span("send memory:traced");
    SpanData inChannel = telemetry.span("channel memory:traced");
    SpanData processed = telemetry.span("process memory:traced");
    assertThat(sent.getParentSpanId()).isEqualTo(work.getSpanContext().getSpanId());
    assertThat(sent.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(processed.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(List.of(inChannel, processed))
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(sent.getSpanId()))
        .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(sent.getTraceId()));
    assertThat(processed.getAttributes().get(AttributeKey.longKey("ipc.channel.time_ns")))
        .isEqualTo(inChannel.getEndEpochNanos() - inChannel.getStartEpochNanos())
        .isNotNegative();
    assertThat(processed.getAttributes().get(AttributeKey.longKey("messaging.message.body.size")))
        .isEqualTo(7);
  }

  @Test
  void aPlainMessageArrivesWholeAndBeginsATrace() throws Exception {
    plainSender.send("plain");
    assertThat(receiver.receiveString()).isEqualTo("plain");
    assertThat(telemetry.span("receive memory:traced").getParentSpanId())
        .isEqualTo(SpanId.getInvalid());
  }

  @Test
  void whatIsDoneWithAReturnedMessageGoesOnInItsTrace() throws Exception {
    sender.send("x");
    assertThat(receiver.receive()).containsExactly('x');
    try (Scope _ = receiver.context().makeCurrent()) {
      telemetry.openTelemetry().getTracer("test").spanBuilder("book").startSpan().end();
    }
    assertThat(telemetry.span("book").getParentSpanId())
        .isEqualTo(telemetry.span("receive memory:traced").getSpanId());
    assertThat(telemetry.span("book").getTraceId())
        .isEqualTo(telemetry.span("send memory:traced").getTraceId());
  }

  @Test
  void aClaimIsTracedByItsCommit() throws Exception {
    try (Claim claim = sender.claim(8)) {
      assertThat(claim.length()).isEqualTo(8);
      claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) 'c');
      claim.commit(1);
    }
    sender.claim(3).abort();
    assertThat(receiver.receiveString()).isEqualTo("c");
    assertThat(telemetry.span("receive memory:traced").getParentSpanId())
        .isEqualTo(telemetry.span("send memory:traced").getSpanId());
  }

  @Test
  void aHandlerThatThrowsIsAnErrorOfItsSpan() throws Exception {
    sender.send("bad");
    assertThatThrownBy(() ->
            receiver.poll(
                (_, _, _) -> {
                  throw new IllegalStateException("no such order");
                },
                1))
        .hasMessage("no such order");
    SpanData span = telemetry.span("process memory:traced");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents()).hasSize(1);
  }

  @Test
  void aMessageThatIsTooLongForTheSegmentStays() throws Exception {
    sender.send("long one");
    MemorySegment small = MemorySegment.ofArray(new byte[3]);
    assertThatThrownBy(() -> receiver.receive(small, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("message=8");
    assertThat(receiver.awaitReady(Duration.ZERO)).isTrue();
    assertThat(receiver.receive(MemorySegment.ofArray(new byte[8]), Duration.ZERO)).isEqualTo(8);
    assertThat(receiver.receive(small, Duration.ZERO)).isEqualTo(Receiver.TIMED_OUT);
    sender.close();
    assertThat(receiver.receive(small)).isEqualTo(Receiver.END_OF_STREAM);
  }

  @Test
  void theHeaderTakesItsRoomOfTheLongestMessage() throws Exception {
    assertThat(sender.maxMessage()).isEqualTo(plainSender.maxMessage() - 48);
    sender.send(new byte[(int) sender.maxMessage()]);
    assertThat(receiver.receive()).hasSize((int) sender.maxMessage());
    assertThatThrownBy(() -> sender.send(new byte[(int) sender.maxMessage() + 1]))
        .isInstanceOf(MessageTooLongException.class);
  }

  @Test
  void aFullChannelIsNoSpanOfAnOfferAndAnErrorOfATimedSend() throws Exception {
    int sent = 0;
    while (sender.offer(new byte[400])) {
      sent++;
    }
    assertThat(telemetry.spans()).hasSize(sent);
    assertThat(sender.send(new byte[400], Duration.ofMillis(1))).isFalse();
    assertThat(telemetry.spans().getLast().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void manyThreadsShareATracedSender() throws Exception {
    Sender shared = sender.shared();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              shared.send("from many");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    shared.close();
    List<String> received = new ArrayList<>();
    receiver.forEach(bytes -> received.add(new String(bytes, StandardCharsets.UTF_8)));
    assertThat(received).hasSize(4).containsOnly("from many");
  }

  private static String text(MemorySegment segment, long offset, long length) {
    return new String(
        segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
