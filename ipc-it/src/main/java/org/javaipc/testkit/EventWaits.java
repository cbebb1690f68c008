package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waiting for events: with and without a deadline, in every way, and at what price. */
interface EventWaits extends ContractLine {
  @Test
  @DisplayName("6 waiting with a deadline ends with nothing when it is over")
  default void timedOut() throws Exception {
    Listener listener = rig().listener(rig().address());
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(30))) {
      long start = System.nanoTime();
      assertThat(listener.await(timeout)).isZero();
      assertThat(listener.awaitReady(timeout)).isFalse();
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(2 * Math.max(0, timeout.toNanos()));
    }
  }

  @Test
  @DisplayName("6 awaitReady tells that there is something and takes nothing")
  default void readiness() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    Task<Boolean> waiting = rig().start("await", () -> listener.awaitReady(rig().patience()));
    waiting.settle();
    notifier.signal(9);
    assertThat(waiting.join()).isTrue();
    assertThat(listener.awaitReady(Duration.ZERO)).isTrue();
    assertThat(listener.poll()).isEqualTo(Notifier.bit(9));
    assertThat(listener.awaitReady(Duration.ZERO)).isFalse();
  }

  @Test
  @DisplayName("6 no wake-up is lost, however the listener waits")
  default void noWakeUpIsLost() throws Exception {
    for (String wait : List.of("spin", "yield", "park", "adaptive")) {
      Address there = rig().otherAddress("wait=" + wait);
      Address back = rig().otherAddress("wait=" + wait);
      Listener ping = rig().listener(there);
      Listener pong = rig().listener(back);
      Notifier toPing = rig().notifier(there);
      Notifier toPong = rig().notifier(back);
      int rounds = 2000;
      Task<?> echo =
          rig()
              .begin(
                  "echo with wait=" + wait,
                  () -> {
                    for (int i = 0; i < rounds; i++) {
                      assertThat(ping.await(rig().patience())).isEqualTo(Notifier.bit(i % 64));
                      toPong.signal(i % 64);
                    }
                  });
      for (int i = 0; i < rounds; i++) {
        toPing.signal(i % 64);
        assertThat(pong.await(rig().patience())).isEqualTo(Notifier.bit(i % 64));
      }
      echo.join();
    }
  }

  @Test
  @DisplayName("6 a listener that waits for long uses less than 1 % of a processor")
  default void idle() throws Exception {
    for (String wait : List.of("park", "adaptive")) {
      Listener listener = rig().listener(rig().otherAddress("wait=" + wait));
      Task<Long> waiting = rig().start("await", () -> listener.await(Duration.ofMillis(1200)));
      waiting.settle();
      long used = -waiting.cpuNanos();
      long start = System.nanoTime();
      Thread.sleep(700);
      used += waiting.cpuNanos();
      long percent100 = used * 10_000 / (System.nanoTime() - start);
      rig().say("wait=%s: %.2f %% of a processor".formatted(wait, percent100 / 100.0));
      assertThat(percent100).as("hundredths of a percent").isLessThan(100);
      assertThat(waiting.join()).isZero();
    }
  }
}
