package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MaskTest {
  @Test
  @DisplayName("G5 sets: empty, full, add, delete, member")
  void sets() {
    assertThat(SignalSet.empty().isEmpty()).isTrue();
    assertThat(SignalSet.full().signals()).isEqualTo(Signal.all());
    SignalSet set = SignalSet.of(Signal.INT, Signal.realTime(3));
    assertThat(set.contains(Signal.INT)).isTrue();
    assertThat(set.contains(Signal.TERM)).isFalse();
    assertThat(set.with(Signal.TERM).without(Signal.INT).signals())
        .containsExactly(Signal.TERM, Signal.realTime(3));
    assertThat(set).hasToString("[SIGINT, SIGRTMIN+3]");
    assertThat(set.with(Signal.TERM).without(Signal.TERM)).isEqualTo(set).hasSameHashCodeAs(set);
    assertThat(set.row()).isEqualTo("0100000000000000000000000000000");
    assertThat(SignalSet.full().row()).isEqualTo("1".repeat(31));
  }

  @Test
  @DisplayName("G5 a thread blocks, unblocks and replaces its mask")
  void maskOfAThread() {
    SignalSet before = SignalMask.current();
    try {
      assertThat(SignalMask.replace(SignalSet.of(Signal.USR1))).isEqualTo(before);
      assertThat(SignalMask.block(SignalSet.of(Signal.HUP, Signal.KILL)))
          .isEqualTo(SignalSet.of(Signal.USR1));
      assertThat(SignalMask.unblock(SignalSet.of(Signal.USR1)))
          .isEqualTo(SignalSet.of(Signal.USR1, Signal.HUP));
      assertThat(SignalMask.current()).isEqualTo(SignalSet.of(Signal.HUP));
    } finally {
      SignalMask.replace(before);
    }
    assertThat(SignalMask.current()).isEqualTo(before);
  }

  @Test
  @DisplayName("G5 G6 a blocked standard signal is pending, shows in the row, and comes once")
  void blockedStandardSignalComesOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (SignalRegistration registration =
        Signals.handle(Signal.USR1, signal -> runs.incrementAndGet())) {
      SignalSet before = SignalMask.block(SignalSet.of(Signal.USR1));
      try {
        for (int i = 0; i < 5; i++) {
          Signals.raise(registration.signal());
        }
        assertThat(SignalMask.pending()).isEqualTo(SignalSet.of(Signal.USR1));
        assertThat(SignalMask.pending().row()).isEqualTo("0000000001000000000000000000000");
        assertThat(runs).hasValue(0);
      } finally {
        SignalMask.replace(before);
      }
      assertThat(SignalMask.pending().isEmpty()).isTrue();
      Awaitility.await().until(() -> runs.get() == 1);
      Signals.raise(Signal.USR1);
      Awaitility.await().until(() -> runs.get() == 2);
    }
  }

  @Test
  @DisplayName("G6 real-time signals come as often as sent, lower numbers first, in order")
  void realTimeSignalsComeAsOftenAsSent() throws Exception {
    try (SignalReader reader =
        SignalReader.ofThread(Signal.realTime(7), Signal.realTime(6), Signal.realTime(5))) {
      for (int i = 0; i < 3; i++) {
        for (int n = 7; n >= 5; n--) {
          Signals.queue(reader.address(), Signal.realTime(n), i);
        }
      }
      assertThat(SignalMask.pending()).isEqualTo(reader.signals());
      List<String> order = new ArrayList<>();
      for (Optional<ReceivedSignal> received = reader.poll();
          received.isPresent();
          received = reader.poll()) {
        order.add(received.get().signal().name() + " " + received.get().value());
      }
      assertThat(order)
          .containsExactly(
              "RTMIN+5 0",
              "RTMIN+5 1",
              "RTMIN+5 2",
              "RTMIN+6 0",
              "RTMIN+6 1",
              "RTMIN+6 2",
              "RTMIN+7 0",
              "RTMIN+7 1",
              "RTMIN+7 2");
    }
  }

  @Test
  void virtualThreadsHaveNoMask() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread.ofVirtual()
        .start(() -> {
          for (Runnable call :
              List.<Runnable>of(
                  SignalMask::current,
                  SignalMask::pending,
                  () -> SignalMask.block(SignalSet.empty()),
                  ThreadAddress::current)) {
            try {
              call.run();
            } catch (IllegalStateException e) {
              thrown.add(e);
            }
          }
        })
        .join();
    assertThat(thrown)
        .hasSize(4)
        .allSatisfy(e -> assertThat(e).hasMessageContaining("use a platform thread"));
    assertThatThrownBy(() -> SignalSet.of(Signal.of("NONE")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
