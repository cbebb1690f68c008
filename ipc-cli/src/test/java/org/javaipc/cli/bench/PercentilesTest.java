package org.javaipc.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void areWhatTheTimesWere() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 1000; i++) {
      latencies.record(i);
    }
    Percentiles percentiles = latencies.percentiles();
    assertThat(percentiles).isEqualTo(new Percentiles(1000, 500, 900, 990, 999, 1000, 1000));
    assertThat(percentiles.known(percentiles.p50())).hasValue(500);
  }

  @Test
  void goThroughText() {
    Percentiles percentiles = new Percentiles(7, 6, 5, 4, 3, 2, 1);
    assertThat(Percentiles.parse(List.of(percentiles.toString().split(" "))))
        .isEqualTo(percentiles);
  }

  @Test
  void areUnknownWithoutTimes() {
    Percentiles percentiles = new Latencies().percentiles();
    assertThat(percentiles.known(percentiles.p50())).isEmpty();
  }

  @Test
  void timesThatAreOutOfRangeAreTakenAsTheNearest() {
    Latencies latencies = new Latencies();
    latencies.record(-5);
    latencies.record(Long.MAX_VALUE);
    assertThat(latencies.percentiles().p50()).isZero();
    assertThat(latencies.percentiles().max()).isGreaterThanOrEqualTo(3_600_000_000_000L);
  }
}
