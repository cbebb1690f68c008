package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes in front of a message. */
class TraceHeaderTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  private static SpanContext context(TraceState state) {
    return SpanContext.createFromRemoteParent(TRACE, SPAN, TraceFlags.getSampled(), state);
  }

  @Test
  void theBytesOfVersionOne() {
    byte[] bytes = TraceHeader.encode(context(TraceState.getDefault()), 0x0102030405060708L, 1000);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "ff495043545243"
                + "01"
                + "3000"
                + "01"
                + "0000000000"
                + TRACE
                + SPAN
                + "0807060504030201");
  }

  @Test
  void whatIsEncodedIsDecoded() {
    TraceState state = TraceState.builder().put("older", "1").put("newer", "x y").build();
    byte[] bytes = TraceHeader.encode(context(state), 42, 1000);
    assertThat(TraceHeader.decode(bytes, bytes.length + 5))
        .isEqualTo(new TraceHeader(bytes.length, context(state), 42));
    assertThat(bytes).hasSize(TraceHeader.LENGTH + "newer=x y,older=1".length());
  }

  @Test
  void aStateThatDoesNotFitIsLeftOut() {
    TraceState state = TraceState.builder().put("vendor", "v".repeat(100)).build();
    assertThat(TraceHeader.encode(context(state), 42, 100)).hasSize(TraceHeader.LENGTH);
  }

  @Test
  void withoutATraceTheIdsAreZeroAndThereIsNoParent() {
    byte[] bytes = TraceHeader.encode(SpanContext.getInvalid(), 42, 1000);
    TraceHeader header = TraceHeader.decode(bytes, bytes.length);
    assertThat(header).isNotNull();
    assertThat(header.context().isValid()).isFalse();
    assertThat(header.length()).isEqualTo(TraceHeader.LENGTH);
  }

  @Test
  void aNewerVersionIsSkippedByItsLength() {
    byte[] bytes = Arrays.copyOf(TraceHeader.encode(SpanContext.getInvalid(), 42, 1000), 64);
    bytes[7] = 2;
    bytes[8] = 60;
    assertThat(TraceHeader.decode(bytes, 100))
        .isEqualTo(new TraceHeader(60, SpanContext.getInvalid(), 0));
  }

  @Test
  void whatBreaksTheRulesIsNoHeader() {
    byte[] good = TraceHeader.encode(context(TraceState.getDefault()), 42, 1000);
    assertThat(TraceHeader.decode(new byte[0], 0)).isNull();
    assertThat(TraceHeader.decode("{\"id\": 1234567890}".getBytes(StandardCharsets.UTF_8), 18))
        .isNull();
    for (int length = 0; length < good.length; length++) {
      assertThat(TraceHeader.decode(Arrays.copyOf(good, length), length)).isNull();
    }
    for (int at : new int[] {0, 3, 6}) {
      byte[] bad = good.clone();
      bad[at]++;
      assertThat(TraceHeader.decode(bad, bad.length)).isNull();
    }
    assertThat(TraceHeader.decode(with(good, 7, 0), 48)).as("version 0").isNull();
    assertThat(TraceHeader.decode(with(good, 8, 47), 48)).as("length under 48").isNull();
    assertThat(TraceHeader.decode(with(good, 9, 0xff), 70_000)).as("length over 560").isNull();
    assertThat(TraceHeader.decode(with(with(good, 7, 9), 8, 5), 48)).as("newer, 5 long").isNull();
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void aStateOfNonsenseIsLeftOutMemberByMember() {
    assertThat(StateText.parse("good=1,,=,b\u0001d=2,Upper=3,also=4").asMap())
        .containsOnlyKeys("good", "also");
  }
}
