package org.javaipc.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One line of the table of the crash contract: what was killed, and what came of it. */
final class CrashRow {
  static final String HEADER =
      """
      | what | kills | told: p50 ms | p99 ms | max ms | messages checked | lost | twice | left until the next comes | left then |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private static final long NANOS_OF_MICRO = 1000;

  private final String what;
  private final Map<String, Integer> kills = new TreeMap<>();
  private final List<Long> nanosToNotice = new ArrayList<>();
  private long messages;
  private int left;

  /**
   * What runs have come to.
   *
   * @param kills how many processes were killed, by what they were doing
   * @param microsToNotice how long each survivor took to be told, in microseconds
   * @param messages how many messages were checked
   * @param left the most files that the dead have left before the next process came
   */
  record Sum(Map<String, Integer> kills, List<Long> microsToNotice, long messages, int left) {
    Sum plus(Sum other) {
      Map<String, Integer> both = new TreeMap<>(kills);
      other.kills.forEach((kind, count) -> both.merge(kind, count, Integer::sum));
      return new Sum(
          both,
          Stream.concat(microsToNotice.stream(), other.microsToNotice.stream()).toList(),
          messages + other.messages,
          Math.max(left, other.left));
    }

    int total() {
      return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** {@return the line; what is lost, delivered twice, or left for good has failed the test before} */
    String line(String what) {
      KillSummary all =
          new KillSummary(
              kills,
              messages,
              microsToNotice.stream().map(micros -> micros * NANOS_OF_MICRO).toList());
      return "| %s | %,d | %.1f | %.1f | %.1f | %,d | 0 | 0 | %d | 0 |"
          .formatted(
              what,
              all.total(),
              all.millisToNotice(0.5),
              all.millisToNotice(0.99),
              all.millisToNotice(1),
              messages,
              left);
    }
  }

  CrashRow(String what) {
    this.what = what;
  }

  String what() {
    return what;
  }

  void add(KillSummary summary) {
    summary.kills().forEach((kind, count) -> kills.merge(kind, count, Integer::sum));
    nanosToNotice.addAll(summary.nanosToNotice());
    messages += summary.messages();
  }

  void killed(String kind) {
    kills.merge(kind, 1, Integer::sum);
  }

  void told(long nanos) {
    nanosToNotice.add(nanos);
  }

  void checked(long more) {
    messages += more;
  }

  /** How many files the dead have left, before the next process comes. */
  void left(int files) {
    left = Math.max(left, files);
  }

  Sum sum() {
    return new Sum(
        kills,
        nanosToNotice.stream().map(nanos -> nanos / NANOS_OF_MICRO).toList(),
        messages,
        left);
  }
}
