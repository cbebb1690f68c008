package org.javaipc.bench;

import java.util.stream.DoubleStream;

/** What is in the middle of some values. */
public final class Median {
  private Median() {}

  /** {@return the median} */
  public static double of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** {@return the value below which a share of them lies} */
  static double below(double share, DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[(int) (share * (sorted.length - 1))];
  }
}
