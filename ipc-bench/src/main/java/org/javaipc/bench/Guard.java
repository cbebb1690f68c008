package org.javaipc.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fails when we have become about twice as slow as we were beside others: {@code guard} lets two contenders in one pair of
 * JVMs take short turns, and compares the best of each ratio's rounds with a wide bound. The best, because what else the machine does can
 * make a round worse but not better than the code is; and a loss in the code makes every round worse.
 */
public final class Guard {
  private static final int MOST_ROUNDS = 4;

  /** What must hold, of what two contenders did in one round. */
  private static final List<Bound> BOUNDS =
      List.of(
          new Bound("agrona", "javaipc", "flood:32", 0.5),
          new Bound("agrona", "javaipc", "flood:1024", 0.4),
          new Bound("agrona", "javaipc", "ping:100", 0.55),
          new Bound("javaipc:scheme=unix", "javaipc", "ping:100", 2.5),
          new Bound("C pipe poll", "javaipc:scheme=pipe", "ping:100", 0.33),
          new Bound("socketchannel", "javaipc:scheme=unix", "ping:100", 0.4));

  private Guard() {}

  /**
   * A bound.
   *
   * @param peer whom ours is compared with
   * @param ours ours
   * @param work what both do
   * @param least how many times as good ours must be
   */
  record Bound(String peer, String ours, String work, double least) {
    /** {@return how many times as good ours was; 0 if one of them has nothing} */
    double ratio(List<Sample> samples) {
      double our = median(samples, ours);
      double their = median(samples, peer);
      if (our == 0 || their == 0) {
        return 0;
      }
      return work.startsWith("ping:") ? their / our : our / their;
    }

    private double median(List<Sample> samples, String contender) {
      List<Sample> own =
          samples.stream()
              .filter(s -> s.contender().equals(contender) && s.work().equals(work))
              .toList();
      return own.isEmpty()
          ? 0
          : Median.of(own.stream().mapToDouble(s -> s.figures().get(s.main())));
    }
  }

  /** Rounds of samples. */
  @FunctionalInterface
  interface Rounds {
    List<Sample> next() throws IOException, InterruptedException;
  }

  /** Measures, prints each bound, and exits with 1 if one is broken. */
  public static void main(String[] args) throws Exception {
    Settings rings = settings("ping:100,flood:32,flood:1024", "false", "javaipc+agrona");
    Settings kernel =
        settings(
            "ping:100", "C pipe poll", "javaipc:scheme=unix+socketchannel", "javaipc:scheme=pipe");
    Map<Bound, Double> broken =
        broken(
            BOUNDS,
            () -> {
              List<Sample> samples = new ArrayList<>(Compare.round(rings));
              samples.addAll(Compare.round(kernel));
              return samples;
            });
    if (!broken.isEmpty()) {
      broken.forEach((bound, best) ->
          System.err.printf(
              Locale.ROOT,
              "guard: %s, %s: %.2f times as good as %s in the best round, and at least %.2f is asked for%n",
              bound.ours(),
              bound.work(),
              best,
              bound.peer(),
              bound.least()));
      System.exit(1);
    }
  }

  private static Settings settings(String works, String programs, String... contenders) {
    List<String> arguments =
        new ArrayList<>(List.of("--works", works, "--native", programs, "--warmup", "400"));
    arguments.addAll(List.of(contenders));
    return new Settings(arguments.toArray(String[]::new));
  }

  /** {@return the bounds that no round has met, and the best ratio of each} */
  static Map<Bound, Double> broken(List<Bound> bounds, Rounds rounds)
      throws IOException, InterruptedException {
    Map<Bound, Double> left = new LinkedHashMap<>();
    bounds.forEach(bound -> left.put(bound, 0.0));
    for (int i = 0; i < MOST_ROUNDS && !left.isEmpty(); i++) {
      List<Sample> samples = rounds.next();
      for (Bound bound : List.copyOf(left.keySet())) {
        double ratio = bound.ratio(samples);
        System.out.printf(
            Locale.ROOT,
            "guard: %s beside %s, %s: %.2f, at least %.2f%n",
            bound.ours(),
            bound.peer(),
            bound.work(),
            ratio,
            bound.least());
        left.merge(bound, ratio, Math::max);
        if (ratio >= bound.least()) {
          left.remove(bound);
        }
      }
    }
    return left;
  }
}
