package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPauseTest {
  private static final int LIMIT = 256;

  private final StreamPause pause = new StreamPause();

  @Test
  @DisplayName("two batches in a row are a stream")
  void stream() {
    pause.found(2, LIMIT);
    assertThat(pause.isDue()).isFalse();
    pause.found(30, LIMIT);
    assertThat(pause.isDue()).isTrue();
    pause.await(); // comes back
    pause.found(30, LIMIT);
    assertThat(pause.isDue()).isTrue();
  }

  @Test
  @DisplayName("messages that come one by one never wait")
  void oneByOne() {
    for (int i = 0; i < 10; i++) {
      pause.found(i % 2, LIMIT);
      assertThat(pause.isDue()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @DisplayName("the first look that finds no batch ends the stream")
  void gap(int taken) {
    pause.found(30, LIMIT);
    pause.found(30, LIMIT);
    pause.found(taken, LIMIT);
    assertThat(pause.isDue()).isFalse();
    pause.found(30, LIMIT);
    assertThat(pause.isDue()).isFalse();
  }

  @Test
  @DisplayName("who has not emptied the ring does not wait, and the stream goes on")
  void more() {
    pause.found(30, LIMIT);
    pause.found(LIMIT, LIMIT);
    assertThat(pause.isDue()).isFalse();
    pause.found(30, LIMIT);
    assertThat(pause.isDue()).isTrue();
  }
}
