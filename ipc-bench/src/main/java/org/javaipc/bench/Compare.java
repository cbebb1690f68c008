package org.javaipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The comparison: contenders in turn, round after round, two processes each.
 *
 * <pre>
 * compare [--rounds 5] [--slots 20] [--slot 10] [--gap 0] [--warmup 500] [--batch 256] [--pause false]
 *         [--ratetime 1000] [--report FILE]
 *         [--prefix "nice -n -20"] [--works ping:100,flood:32,...] [--native true|false|fifo,unix,...] [--out FOLDER]
 *         [CONTENDER...]
 * </pre>
 *
 * <p>Works are {@link org.javaipc.cli.bench.Work}, contenders {@link Contender}; {@code one+other} take turns in one
 * pair of JVMs. A round starts two fresh JVMs a contender,
 * warms up each work, and measures {@code slots} slots of {@code slot} milliseconds each. Prints
 * tables ({@link Report}), writes {@code raw.txt} and {@code results.json}, and with {@code report} a page. Works are
 * {@code ping}, {@code flood} and so on with a size, or {@code rate:size@persecond}, of {@code ratetime} milliseconds.
 *
 * <p>On a machine that others use too, {@code prefix} and {@code gap} suit both sides: a slot has the
 * processors for itself, and for {@code gap} milliseconds after it they are left to others.
 */
public final class Compare {
  private final Settings settings;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Sample> totals = new ArrayList<>();

  private Compare(Settings settings) {
    this.settings = settings;
  }

  /** Runs it; see the class. */
  public static void main(String[] args) throws Exception {
    new Compare(new Settings(args)).run();
  }

  private void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bench");
    try {
      Map<NativeProgram, Path> programs = compile(folder);
      for (int round = settings.rounds(); round > 0; round--) {
        System.err.printf("%d rounds to go%n", round);
        round(programs);
      }
    } finally {
      Folders.delete(folder);
    }
    Report report = new Report(samples, settings);
    System.out.print(report.tables());
    Files.createDirectories(settings.out());
    report.writeRaw();
    Output.write(new Rows(settings, samples, totals).results(), settings.out(), settings.report());
  }

  /** {@return what one round measures} */
  static List<Sample> round(Settings settings) throws IOException, InterruptedException {
    Compare compare = new Compare(settings);
    Path folder = Files.createTempDirectory("bench");
    try {
      compare.round(compare.compile(folder));
    } finally {
      Folders.delete(folder);
    }
    return compare.samples;
  }

  private void round(Map<NativeProgram, Path> programs) throws IOException, InterruptedException {
    for (String contender : settings.contenders()) {
      Pair.run(contender, settings, this::add);
    }
    for (Map.Entry<NativeProgram, Path> program : programs.entrySet()) {
      runNative(program.getKey(), program.getValue());
    }
  }

  private Map<NativeProgram, Path> compile(Path folder) throws IOException, InterruptedException {
    Map<NativeProgram, Path> programs = new EnumMap<>(NativeProgram.class);
    for (NativeProgram program : NativeProgram.values()) {
      if (settings.withNative(program.title())
          && settings.works().stream().anyMatch(program::suits)) {
        programs.put(program, program.compile(folder));
      }
    }
    return programs;
  }

  private void runNative(NativeProgram program, Path file)
      throws IOException, InterruptedException {
    for (String work : settings.works()) {
      if (program.suits(work)) {
        program.run(
            file, work, settings, line -> samples.add(Sample.parse(program.title(), work, line)));
      }
    }
  }

  private void add(String line) {
    String[] parts = line.split(" ", 4);
    switch (parts[0]) {
      case "result" -> samples.add(Sample.parse(parts[1], parts[2], parts[3]));
      case "total" -> totals.add(Sample.parse(parts[1], parts[2], parts[3]));
      default -> System.err.println(line);
    }
  }
}
