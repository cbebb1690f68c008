package org.javaipc.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryNotifierTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static String name() {
    return "memory:events-" + NAMES.incrementAndGet();
  }

  @Test
  void eventsMergeAndAreTakenOnce() throws Exception {
    String name = name();
    try (Listener listener = Ipc.listener(name);
        Notifier notifier = Ipc.notifier(name)) {
      assertThat(listener.poll()).isZero();
      notifier.signal(0);
      notifier.signal(63);
      notifier.signal(63);
      assertThat(listener.await()).isEqualTo(Notifier.bit(0) | Notifier.bit(63));
      assertThat(listener.await(Duration.ofMillis(1))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 64, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void anEventThatDoesNotExistIsRefused(int event) throws Exception {
    String name = name();
    try (Listener listener = Ipc.listener(name);
        Notifier notifier = Ipc.notifier(name)) {
      assertThatThrownBy(() -> notifier.signal(event))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("event=" + event + " is not within 0 to 63");
      assertThat(listener.poll()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spin", "yield", "park", "adaptive"})
  void noWakeUpIsLost(String wait) throws Exception {
    String there = name();
    String back = name();
    int rounds = 20_000;
    try (Listener ping = Ipc.listener(there + "?wait=" + wait);
        Listener pong = Ipc.listener(back + "?wait=" + wait);
        Notifier toPing = Ipc.notifier(there);
        Notifier toPong = Ipc.notifier(back)) {
      var echo =
          CompletableFuture.runAsync(() -> {
            try {
              for (int i = 0; i < rounds; i++) {
                assertThat(ping.await(Duration.ofSeconds(20))).isEqualTo(Notifier.bit(i % 64));
                toPong.signal(i % 64);
              }
            } catch (Exception e) {
              throw new CompletionException(e);
            }
          });
      for (int i = 0; i < rounds; i++) {
        toPing.signal(i % 64);
        assertThat(pong.await(Duration.ofSeconds(20))).isEqualTo(Notifier.bit(i % 64));
      }
      echo.join();
    }
  }

  @Test
  void aNotifierLearnsThatTheListenerHasClosed() throws Exception {
    String name = name();
    Listener listener = Ipc.listener(name);
    try (Notifier notifier = Ipc.notifier(name)) {
      listener.close();
      assertThatThrownBy(() -> notifier.signal(1)).isInstanceOf(PeerClosedException.class);
      assertThatThrownBy(listener::poll).isInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  void aSecondListenerIsRefusedAndANotifierWithoutOneTimesOut() throws Exception {
    String name = name();
    assertThatThrownBy(() -> Ipc.notifier(name + "?connect=10ms"))
        .isInstanceOf(ConnectTimeoutException.class);
    try (Listener listener = Ipc.listener(name)) {
      assertThatThrownBy(() -> Ipc.listener(name)).isInstanceOf(ChannelBusyException.class);
      assertThat(listener.poll()).isZero();
    }
  }
}
