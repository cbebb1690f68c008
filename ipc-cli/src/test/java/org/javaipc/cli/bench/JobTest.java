package org.javaipc.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
  @ParameterizedTest
  @ValueSource(strings = {"ping:100", "flood:0", "rate:32@100000"})
  void goesThroughText(String text) {
    assertThat(Job.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "ping:100@5", "rate:32", "rate:7@100", "walk:1", "ping:x"})
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Job.parse(text));
  }
}
