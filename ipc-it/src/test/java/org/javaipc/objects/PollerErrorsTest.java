package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Poller;
import org.javaipc.Waitable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Errors under the threads that wait in a poller's place. */
class PollerErrorsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  @DisplayName(
      "An error of a wait is thrown to the thread that polls, and the end stays in the poller")
  void errorOfAWait() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    AtomicInteger ready = new AtomicInteger();
    Waitable end =
        timeout -> {
          if (timeout.isPositive() && failed.compareAndSet(false, true)) {
            throw new OutOfMemoryError("on purpose");
          }
          return failed.get();
        };
    try (Poller poller = new Poller()) {
      poller.add(end, ready::incrementAndGet);
      assertThatThrownBy(() -> poller.await(LONG)).isInstanceOf(OutOfMemoryError.class);
      assertThat(poller.await(LONG)).isEqualTo(1);
      assertThat(ready).hasValue(1);
    }
  }
}
