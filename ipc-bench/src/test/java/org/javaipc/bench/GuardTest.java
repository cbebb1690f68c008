package org.javaipc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Guard.Bound FLOOD = new Guard.Bound("agrona", "javaipc", "flood:32", 0.7);
  private static final Guard.Bound PING = new Guard.Bound("agrona", "javaipc", "ping:100", 0.7);

  private static Sample flood(String contender, double rate) {
    return Sample.parse(contender, "flood:32", "before=0 after=0 rate=" + rate);
  }

  private static Sample ping(String contender, double nanos) {
    return Sample.parse(contender, "ping:100", "before=0 after=0 rate=1 p50=" + nanos);
  }

  private static Guard.Rounds rounds(List<List<Sample>> rounds) {
    Deque<List<Sample>> left = new ArrayDeque<>(rounds);
    return () -> left.size() > 1 ? left.removeFirst() : left.getFirst();
  }

  @Test
  void halfTheRateOrTwiceTheTimeIsSeen() throws Exception {
    List<Sample> slow =
        List.of(
            flood("javaipc", 10), flood("agrona", 20), ping("javaipc", 1200), ping("agrona", 600));
    assertThat(Guard.broken(List.of(FLOOD, PING), rounds(List.of(slow))))
        .containsOnlyKeys(FLOOD, PING)
        .containsEntry(FLOOD, 0.5)
        .containsEntry(PING, 0.5);
  }

  @Test
  void aBadRoundIsNoise() throws Exception {
    List<Sample> bad = List.of(flood("javaipc", 1), flood("agrona", 20));
    List<Sample> good = List.of(flood("javaipc", 20), flood("agrona", 20));
    assertThat(Guard.broken(List.of(FLOOD), rounds(List.of(bad, bad, good)))).isEmpty();
  }

  @Test
  void aContenderWithoutFiguresIsNoPass() throws Exception {
    assertThat(Guard.broken(List.of(FLOOD), rounds(List.of(List.of(flood("javaipc", 20))))))
        .containsEntry(FLOOD, 0.0);
  }
}
