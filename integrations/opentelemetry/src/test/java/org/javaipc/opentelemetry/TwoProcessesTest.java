package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that begins in one process and goes on in another. */
class TwoProcessesTest {
  @TempDir Path folder;

  /** The other process: receives from the address of its argument and prints its spans. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      Telemetry telemetry = new Telemetry();
      try (Receiver receiver =
          TracedReceiver.of(Ipc.receiver(args[0]), telemetry.openTelemetry())) {
        receiver.forEach(
            order -> System.out.println("got " + new String(order, StandardCharsets.UTF_8)));
      }
      for (SpanData span : telemetry.spans()) {
        System.out.println(
            span.getName().substring(0, span.getName().indexOf(' '))
                + " "
                + span.getTraceId()
                + " "
                + span.getParentSpanId());
      }
    }
  }

  @Test
  void isOneTraceWithTheSenderAsParent() throws Exception {
    String address = "unix:" + folder.resolve("orders");
    Process other = start(address);
    try {
      Telemetry telemetry = new Telemetry();
      Span work = telemetry.openTelemetry().getTracer("test").spanBuilder("work").startSpan();
      try (Scope _ = work.makeCurrent();
          Sender sender =
              TracedSender.of(Ipc.sender(address + "?connect=30s"), telemetry.openTelemetry())) {
        sender.send("buy 100");
      }
      SpanData sent = telemetry.span("send " + address);
      String below = " " + work.getSpanContext().getTraceId() + " " + sent.getSpanId();
      String heard = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(heard.lines())
          .containsExactly("got buy 100", "channel" + below, "process" + below);
      assertThat(other.waitFor()).isZero();
    } finally {
      other.destroyForcibly();
    }
  }

  private static Process start(String address) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            address)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
