package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.javaipc.ChannelClosedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimerTest {
  private static final Duration TICK = Duration.ofMillis(10);

  @Test
  @DisplayName("G7 an alarm that is replaced returns the seconds left, 0 cancels, and it goes off")
  void alarmIsReplacedAndCancelled() throws Exception {
    AtomicInteger alarms = new AtomicInteger();
    try (SignalRegistration handler =
        Signals.handle(Signal.ALRM, signal -> alarms.incrementAndGet())) {
      assertThat(handler.signal()).isSameAs(IntervalTimer.REAL.signal());
      assertThat(Alarm.set(1000)).isZero();
      assertThat(Alarm.set(100)).isBetween(999, 1000);
      assertThat(IntervalTimer.REAL.left().delay()).isBetween(ofSeconds(90), ofSeconds(100));
      assertThat(Alarm.cancel()).isBetween(90, 100);
      assertThat(Alarm.cancel()).isZero();
      assertThat(alarms).hasValue(0);
      Alarm.set(1);
      Awaitility.await().until(() -> alarms.get() == 1);
    }
  }

  @Test
  @DisplayName(
      "G7 an alarm that a C program set goes on in the JVM that it becomes, and ends a C program")
  void alarmOfAProgramInC() throws Exception {
    List<Object> command = new ArrayList<>(List.of(CPeer.path(), "alarm", 1000));
    command.addAll(Jvm.command("alarm"));
    try (Program jvm = Program.start(command)) {
      String[] left = jvm.line().split(" ", -1);
      assertThat(left).startsWith("left").hasSize(2);
      assertThat(Integer.parseInt(left[1])).isBetween(900, 1000);
      assertThat(jvm.line()).isEqualTo("got ALRM");
      assertThat(jvm.exit()).isZero();
    }
    try (Program c =
        Program.start("env", "--default-signal", CPeer.path(), "alarm", 1, "sleep", 60)) {
      assertThat(c.exit()).isEqualTo(128 + Signal.ALRM.number());
    }
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void timersWithoutAHandlerAreRefusedSinceTheyWouldEndTheJvm() {
    assertThatThrownBy(() -> Alarm.set(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("signal=ALRM has no handler")
        .hasMessageContaining("Signals.handle(Signal.ALRM");
    for (IntervalTimer timer : IntervalTimer.values()) {
      assertThatThrownBy(() -> timer.once(TICK))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("signal=" + timer.signal().name());
      assertThatThrownBy(() -> timer.start(TICK, TICK)).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("G8 each interval timer expires again and again, once, or is cancelled")
  void intervalTimer(IntervalTimer timer) throws Exception {
    AtomicInteger expirations = new AtomicInteger();
    try (SignalRegistration handler =
        Signals.handle(timer.signal(), signal -> expirations.incrementAndGet())) {
      timer.start(Duration.ofNanos(10_500_000), TICK);
      assertThat(timer.left().period()).isEqualTo(TICK);
      computeUntil(() -> expirations.get() >= 3);
      assertThat(timer.cancel().period()).isEqualTo(TICK);
      assertThat(timer.left()).isEqualTo(new IntervalTimer.Setting(Duration.ZERO, Duration.ZERO));
      awaitQuiet(expirations);
      expirations.set(0);
      timer.once(TICK);
      computeUntil(() -> expirations.get() == 1);
      assertThat(timer.left().delay()).isZero();
      assertThat(handler.signal()).isSameAs(timer.signal());
    }
  }

  /** The virtual and the profiling one count only what this process computes. */
  private static void computeUntil(java.util.function.BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(30).toNanos());
      Thread.onSpinWait();
    }
  }

  private static void awaitQuiet(AtomicInteger counter) throws InterruptedException {
    int last = -1;
    while (last != counter.get()) {
      last = counter.get();
      Thread.sleep(50);
    }
  }

  @Test
  void timesOutOfRangeAreRefused() {
    Duration over = IntervalTimer.LONGEST.plusNanos(1);
    assertThatThrownBy(() -> Alarm.set(0))
        .hasMessageContaining("seconds=0")
        .hasMessageContaining("cancel()");
    assertThatThrownBy(() -> Alarm.set(-1)).hasMessageContaining("seconds=-1");
    for (Duration wrong :
        List.of(Duration.ZERO, Duration.ofNanos(999), Duration.ofSeconds(-1), over)) {
      assertThatThrownBy(() -> IntervalTimer.REAL.once(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("delay=" + wrong + " is not within");
      assertThatThrownBy(() -> IntervalTimer.REAL.start(TICK, wrong))
          .hasMessageContaining("period=" + wrong);
    }
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), over)) {
      assertThatThrownBy(() -> Ticker.once(wrong)).hasMessageContaining("delay=" + wrong);
      assertThatThrownBy(() -> Ticker.every(wrong)).hasMessageContaining("period=" + wrong);
      assertThatThrownBy(() -> CpuTimer.every(wrong, () -> {}))
          .hasMessageContaining("period=" + wrong);
    }
  }

  @Test
  @DisplayName("G8 as many timers as wanted, on platform and virtual threads")
  void manyTickers() throws Exception {
    List<Ticker> tickers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickers.add(Ticker.every(TICK));
    }
    AtomicInteger ticks = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (Ticker ticker : tickers) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  long seen = 0;
                  while (seen < 3) {
                    seen += ticker.await();
                  }
                  ticks.incrementAndGet();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ticks).hasValue(100);
    tickers.forEach(Ticker::close);
    try (Ticker once = Ticker.once(TICK)) {
      assertThat(once.await()).isEqualTo(1);
      assertThat(once.await(Duration.ofMillis(30))).isZero();
      assertThat(once.poll()).isZero();
    }
    Ticker never = Ticker.once(Duration.ofDays(1));
    Thread.ofPlatform()
        .start(() -> {
          Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
          never.close();
        });
    assertThatThrownBy(never::await)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @DisplayName("G8 a timer of CPU time runs its task on a thread of its own, without a handler")
  void cpuTimer() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    List<String> names = new ArrayList<>();
    try (CpuTimer first =
            CpuTimer.every(
                TICK,
                () -> {
                  names.add(Thread.currentThread().getName());
                  if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("on purpose");
                  }
                });
        CpuTimer second = CpuTimer.every(TICK, runs::incrementAndGet)) {
      computeUntil(() -> runs.get() >= 6);
      assertThat(second).isNotSameAs(first);
    }
    int after = runs.get();
    computeUntil(System.nanoTime() + 50_000_000);
    assertThat(runs).hasValue(after);
    assertThat(names).containsOnly("javaipc-cpu-timer");
  }

  private static void computeUntil(long nanoTime) {
    computeUntil(() -> System.nanoTime() - nanoTime > 0);
  }
}
