package org.javaipc.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Parker;
import org.junit.jupiter.api.Test;

/** Which side pays for the fence. */
class WakerTest {
  private static final long WORD = 8;

  private final MemorySegment region = MemorySegment.ofArray(new long[4]);
  private final AtomicInteger heavyFences = new AtomicInteger();
  private final AtomicInteger sleeps = new AtomicInteger();
  private final AtomicInteger wakes = new AtomicInteger();
  private final Parker parker =
      new Parker() {
        @Override
        public boolean isAsymmetric() {
          return true;
        }

        @Override
        public void heavyFence() {
          heavyFences.incrementAndGet();
        }

        @Override
        public void park(long offset, int expected, long nanos) {
          sleeps.incrementAndGet();
        }

        @Override
        public void unpark(long offset) {
          wakes.incrementAndGet();
        }
      };
  private final Waiter waiter = new Waiter(region, WORD, parker, WaitStrategy.PARK);
  private final Waker waker = new Waker(region, WORD, parker);

  @Test
  void onlyTheFirstOfManySleepsMakesAHeavyFence() throws Exception {
    for (int i = 0; i < 1000; i++) {
      sleep();
      waker.wake();
      assertThat(waker.isDue()).isFalse();
    }
    assertThat(sleeps).hasValue(1000);
    assertThat(heavyFences).hasValue(1);
  }

  @Test
  void whoSleepsOrIsAboutToIsWokenOnce() throws Exception {
    waiter.begin(Waiter.FOREVER);
    waiter.pause();
    assertThat(waker.isDue()).isTrue();
    waker.wake();
    assertThat(waker.isDue()).isFalse();
    waker.wake();
    assertThat(wakes).hasValue(1);
    waiter.end();
  }

  @Test
  void anEndThatHasNotSleptForLongCostsItsWakersNoFence() throws Exception {
    sleep();
    for (int i = 0; i < Waiter.FENCES_FOR_NOTHING; i++) {
      assertThat(word()).isEqualTo(SleepWord.SLEPT_RECENTLY);
      waiter.stayedAwake(1);
    }
    assertThat(word()).isEqualTo(SleepWord.AWAKE);
    sleep();
    assertThat(heavyFences).as("one for each time that nobody else fenced").hasValue(2);
  }

  @Test
  void eachSleepBeginsTheCountAnew() throws Exception {
    for (int round = 0; round < 3; round++) {
      sleep();
      waiter.stayedAwake(Waiter.FENCES_FOR_NOTHING - 1);
      assertThat(word()).isEqualTo(SleepWord.SLEPT_RECENTLY);
    }
    assertThat(heavyFences).hasValue(1);
  }

  /** A waker may be slow: it has seen an earlier sleep. */
  @Test
  void aWakerThatComesLateTakesNoFenceFromTheSleeper() throws Exception {
    sleep();
    waiter.stayedAwake(Waiter.FENCES_FOR_NOTHING);
    Fields.putIntVolatile(region, WORD, SleepWord.SLEPT_RECENTLY);
    sleep();
    assertThat(heavyFences).as("others may have seen AWAKE").hasValue(2);
  }

  private void sleep() throws InterruptedException {
    waiter.begin(Waiter.FOREVER);
    waiter.pause();
    waiter.pause();
    waiter.end();
  }

  private int word() {
    return Fields.getIntVolatile(region, WORD);
  }
}
