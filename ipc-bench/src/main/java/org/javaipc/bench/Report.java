package org.javaipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tables by placement of the processors: medians over all slots, and the ratio to the first. */
final class Report {
  private static final int LEAST_SLOTS = 5;
  private static final List<Sample.Placement> PLACEMENTS =
      List.of(Sample.Placement.ONE_CORE, Sample.Placement.TWO_CORES, Sample.Placement.APART);
  private static final List<String> FIGURES = List.of("rate", "mbps", "p50", "p99", "p999", "max");

  private final List<Sample> samples;
  private final Settings settings;

  Report(List<Sample> samples, Settings settings) {
    this.samples = samples;
    this.settings = settings;
  }

  String tables() {
    StringBuilder text = new StringBuilder();
    for (Sample.Placement placement : PLACEMENTS) {
      for (String work : settings.works()) {
        List<Sample> chosen =
            samples.stream()
                .filter(sample -> sample.work().equals(work))
                .filter(sample ->
                    sample.placement() == placement || sample.placement() == Sample.Placement.ANY)
                .toList();
        text.append(table(placement, work, chosen));
      }
    }
    return text.toString();
  }

  private static String table(Sample.Placement placement, String work, List<Sample> chosen) {
    List<String> contenders = chosen.stream().map(Sample::contender).distinct().toList();
    if (chosen.size() < LEAST_SLOTS) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%n%-36s%6s", work + " " + placement, "slots"));
    List<String> figures =
        FIGURES.stream()
            .filter(name -> chosen.stream().allMatch(sample -> sample.figures().containsKey(name)))
            .toList();
    for (String figure : figures) {
      text.append(String.format(Locale.ROOT, "%12s%7s", figure, "x"));
    }
    for (String contender : contenders) {
      List<Sample> own = of(chosen, contender);
      text.append(String.format(Locale.ROOT, "%n%-36s%6d", contender, own.size()));
      for (String figure : figures) {
        double median = median(own, figure);
        double first = median(of(chosen, contenders.getFirst()), figure);
        text.append(String.format(Locale.ROOT, "%,12.0f%7.2f", median, median / first));
      }
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static List<Sample> of(List<Sample> chosen, String contender) {
    return chosen.stream().filter(sample -> sample.contender().equals(contender)).toList();
  }

  private static double median(List<Sample> chosen, String figure) {
    return Median.of(chosen.stream().mapToDouble(sample -> sample.figures().get(figure)));
  }

  /** Writes every slot as it was printed. */
  void writeRaw() throws IOException {
    List<String> raw = new ArrayList<>();
    raw.add("# " + settings + " java " + Runtime.version());
    for (Sample sample : samples) {
      raw.add(sample.contender() + " " + sample.work() + " " + sample.line());
    }
    Files.write(settings.out().resolve("raw.txt"), raw);
  }
}
