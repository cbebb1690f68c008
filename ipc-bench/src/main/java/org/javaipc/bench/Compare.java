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
 *         [--prefix "nice -n -20"] [--works ping:100,flood:32,...] [--native true|false|fifo,unix,...] [--out FOLDER]
 *         [CONTENDER...]
 * </pre>
 *
 * <p>Works are {@link Work}, contenders {@link Contender}. A round starts two fresh JVMs a contender,
 * warms up each work, and measures {@code slots} slots of {@code slot} milliseconds each. Prints
 * tables ({@link Report}) and writes {@code raw.txt} and {@code results.json}.
 *
 * <p>On a machine that others use too, {@code prefix} and {@code gap} suit both sides: a slot has the
 * processors for itself, and for {@code gap} milliseconds after it they are left to others.
 */
public final class Compare {
  private final Settings settings;
  private final List<Sample> samples = new ArrayList<>();

  private Compare(Settings settings) {
    this.settings = settings;
  }

  /** As the class says. */
  public static void main(String[] args) throws Exception {
    new Compare(new Settings(args)).run();
  }

  private void run() throws IOException, InterruptedException {
    Map<NativeProgram, Path> programs = compile();
    for (int round = settings.rounds(); round > 0; round--) {
      for (String contender : settings.contenders()) {
        System.err.printf("%d rounds to go: %s%n", round, contender);
        Pair.run(contender, settings, line -> add(contender, line));
      }
      for (Map.Entry<NativeProgram, Path> program : programs.entrySet()) {
        runNative(program.getKey(), program.getValue());
      }
    }
    Report report = new Report(samples, settings);
    System.out.print(report.tables());
    report.write();
  }

  private Map<NativeProgram, Path> compile() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bench");
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

  private void add(String contender, String line) {
    String[] parts = line.split(" ", 3);
    if (parts[0].equals("result")) {
      samples.add(Sample.parse(contender, parts[1], parts[2]));
    } else {
      System.err.println(line);
    }
  }
}
