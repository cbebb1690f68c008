package org.javaipc.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.cli.bench.Job;
import org.javaipc.cli.bench.Work;
import org.javaipc.cli.report.Results;
import org.javaipc.cli.report.Row;

/**
 * Rows of a page from slots: medians over the slots that ran with the processors in the same place, where each contender
 * has some, else over all.
 */
final class Rows {
  private static final int LEAST_SLOTS = 5;
  private static final List<String> RARE = List.of("p999", "p9999", "max");

  private final Settings settings;
  private final List<Sample> samples;
  private final List<Sample> totals;

  Rows(Settings settings, List<Sample> samples, List<Sample> totals) {
    this.settings = settings;
    this.samples = samples;
    this.totals = totals;
  }

  Results results() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String work : settings.works()) {
      Map<String, List<Sample>> byContender = byContender(comparable(of(samples, work)));
      byContender.forEach((contender, own) -> rows.add(row(contender, work, own)));
    }
    return Output.results("ipc-bench", settings.command(), rows, List.of());
  }

  private static List<Sample> of(List<Sample> all, String work) {
    return all.stream().filter(sample -> sample.work().equals(work)).toList();
  }

  private static Map<String, List<Sample>> byContender(List<Sample> all) {
    return all.stream()
        .collect(Collectors.groupingBy(Sample::contender, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<Sample> comparable(List<Sample> all) {
    return all.stream().collect(Collectors.groupingBy(Sample::placement)).entrySet().stream()
        .filter(entry -> entry.getKey() != Sample.Placement.DISTURBED)
        .filter(entry -> entry.getKey() != Sample.Placement.ANY)
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(entry -> undisturbed(all, entry.getKey()))
        .filter(some -> hasEnough(all, some))
        .orElse(all);
  }

  private static List<Sample> undisturbed(List<Sample> all, Sample.Placement placement) {
    return all.stream()
        .filter(
            sample -> sample.placement() == placement || sample.placement() == Sample.Placement.ANY)
        .toList();
  }

  private static boolean hasEnough(List<Sample> all, List<Sample> some) {
    Map<String, List<Sample>> kept = byContender(some);
    return byContender(all).keySet().stream()
        .allMatch(contender -> kept.getOrDefault(contender, List.of()).size() >= LEAST_SLOTS);
  }

  private Row row(String contender, String work, List<Sample> own) {
    Job job = Job.parse(work);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("size", (double) job.size());
    figures.put("slots", (double) own.size());
    addMedians(figures, own, List.of("rate"));
    addMedians(figures, own, Row.PERCENTILES);
    // What is rare in one slot is told of all slots together.
    addMedians(
        figures,
        of(totals, work).stream().filter(total -> total.contender().equals(contender)).toList(),
        RARE);
    String main = own.getFirst().main();
    figures.put("low", Median.below(0.1, own.stream().mapToDouble(s -> s.figures().get(main))));
    figures.put("high", Median.below(0.9, own.stream().mapToDouble(s -> s.figures().get(main))));
    long at = job.work() == Work.RATE ? job.perSecond() : job.size();
    String section = work.substring(0, work.indexOf(':'));
    for (NativeProgram program : NativeProgram.values()) {
      if (program.title().equals(contender)) {
        return new Row(section, contender, program.medium(), program.waiting(), at, figures);
      }
    }
    Contender one = Contender.of(contender);
    return new Row(
        section, one.label(contender), one.medium(contender), one.waiting(contender), at, figures);
  }

  private static void addMedians(
      Map<String, Double> figures, List<Sample> own, List<String> names) {
    for (String name : names) {
      if (!own.isEmpty() && own.stream().allMatch(sample -> sample.figures().containsKey(name))) {
        figures.put(name, Median.of(own.stream().mapToDouble(s -> s.figures().get(name))));
      }
    }
  }
}
