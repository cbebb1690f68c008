package org.javaipc.testkit;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often what came of the rounds of a test. */
final class Outcomes {
  private final Map<String, Integer> counts = new TreeMap<>();

  void count(String outcome) {
    counts.merge(outcome, 1, Integer::sum);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " times " + entry.getKey())
        .collect(Collectors.joining("; "));
  }
}
