package org.javaipc.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "99, 99", "100, 100", "119, 110", "23456789, 23000000"})
  void countsHaveTwoDigits(long number, long rounded) {
    assertThat(Warmup.rounded(number)).isEqualTo(rounded);
  }
}
