package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.ConnectTimeoutException;
import org.javaipc.Ipc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A notifier waits for a listener, and says so. */
class NoListenerTest {
  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv", "mmap", "memory", "sem", "signal"})
  @DisplayName("a notifier that no listener has joined within connect= names the listener")
  void named(String scheme) {
    String address = scheme + ":no-listener?connect=20ms";
    assertThatThrownBy(() -> Ipc.notifier(address).close())
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining("no listener was open within connect=20ms; start the listener first");
  }
}
