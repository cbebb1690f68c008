package org.javaipc.bench.fan;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.javaipc.bench.CProgram;
import org.javaipc.bench.Contender;
import org.javaipc.bench.Folders;
import org.javaipc.bench.Median;
import org.javaipc.bench.Options;
import org.javaipc.bench.Output;
import org.javaipc.cli.report.Row;

/**
 * Messages of 32 bytes from many processes to one, in turn by each contender.
 *
 * <pre>
 * fan [--senders 1,2,4] [--rounds 5] [--slots 10] [--slot 100] [--warmup 1500] [--out FOLDER]
 *     [--report FILE] [CONTENDER...]
 * </pre>
 *
 * <p>Contenders are {@code javaipc}, {@code aeron}, {@code agrona}, and {@code pipe}: C programs that
 * write into one pipe, the kernel's own way. Prints medians over all slots and the ratio to the first.
 */
public final class FanIn {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "senders",
          "1,2,4",
          "rounds",
          "5",
          "slots",
          "10",
          "slot",
          "100",
          "warmup",
          "1500",
          "out",
          "ipc-bench/target/fan",
          "report",
          "");
  private static final List<String> ALL = List.of("javaipc", "aeron", "agrona", "pipe");
  private static final List<String> JVM =
      List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData");
  private final Options options;
  private final List<Row> rows = new ArrayList<>();

  private FanIn(String... args) {
    options = new Options(DEFAULTS, args);
  }

  /** Runs it; see the class. */
  public static void main(String[] args) throws Exception {
    FanIn fan = new FanIn(args);
    for (String senders : fan.options.list("senders", ",")) {
      fan.compare(Integer.parseInt(senders));
    }
    Output.write(
        Output.results(
            "ipc-bench", "ipc-bench/run fan " + String.join(" ", args), fan.rows, List.of()),
        Path.of(fan.options.text("out")),
        fan.options.text("report"));
  }

  private String option(String name) {
    return options.text(name);
  }

  private List<String> contenders() {
    return options.words().isEmpty() ? ALL : options.words();
  }

  private void compare(int senders) throws IOException, InterruptedException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = options.number("rounds"); round > 0; round--) {
      for (String contender : contenders()) {
        List<Double> slots = contender.equals("pipe") ? pipe(senders) : java(contender, senders);
        rates.computeIfAbsent(contender, key -> new ArrayList<>()).addAll(slots);
      }
    }
    double first = median(Objects.requireNonNull(rates.get(contenders().getFirst())));
    rates.forEach((contender, own) -> {
      System.out.printf(
          Locale.ROOT,
          "%d senders  %-10s %,14.0f messages/s  %5.2f  (%d slots)%n",
          senders,
          contender,
          median(own),
          median(own) / first,
          own.size());
      rows.add(
          new Row(
              "fan",
              label(contender),
              contender,
              "polling",
              senders,
              Map.of("rate", median(own), "slots", (double) own.size())));
    });
  }

  private static String label(String contender) {
    return switch (contender) {
      case "javaipc" -> "shm:";
      case "aeron" -> "Aeron IPC";
      case "agrona" -> "Agrona ring";
      default -> "C " + contender;
    };
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue));
  }

  private List<Double> java(String contender, int senders)
      throws IOException, InterruptedException {
    Path folder = Folders.inMemory("fan");
    List<Process> processes = new ArrayList<>();
    try {
      Process receiver =
          start(
              folder,
              contender,
              "receive",
              String.valueOf(senders),
              option("slots"),
              option("slot"),
              option("warmup"));
      processes.add(receiver);
      try (BufferedReader lines = receiver.inputReader()) {
        if (!"ready".equals(lines.readLine())) {
          throw new IOException(contender + ": the receiver failed");
        }
        for (int i = 0; i < senders; i++) {
          processes.add(start(folder, contender, "send", String.valueOf(i)));
        }
        return rates(contender, lines);
      }
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
      Folders.delete(folder);
    }
  }

  private static Process start(Path folder, String contender, String role, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(Contender.of(contender).jvmOptions(contender));
    command.add("-Dipc.dir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FanWorker.class.getName(), contender, role, folder.toString()));
    command.addAll(Arrays.asList(more));
    // A sender fails when the receiver has what it wants and goes; whatever matters the receiver
    // says.
    ProcessBuilder.Redirect errors =
        role.equals("send") ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT;
    return new ProcessBuilder(command).redirectError(errors).start();
  }

  private List<Double> pipe(int senders) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fan");
    try {
      Path program = CProgram.compile(FanIn.class, "fan", folder);
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  String.valueOf(senders),
                  option("slots"),
                  option("slot"),
                  "200")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = process.inputReader()) {
        return rates("pipe", lines);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private List<Double> rates(String contender, BufferedReader lines) {
    List<Double> rates =
        lines.lines().map(line -> Double.valueOf(line.substring("rate ".length()))).toList();
    if (rates.size() != Integer.parseInt(option("slots"))) {
      throw new IllegalStateException(contender + ": the receiver failed after " + rates);
    }
    return rates;
  }
}
