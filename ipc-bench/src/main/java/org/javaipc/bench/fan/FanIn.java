package org.javaipc.bench.fan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Messages of 32 bytes from many processes to one, in turn by each contender.
 *
 * <pre>
 * fan [--senders 1,2,4] [--rounds 5] [--slots 10] [--slot 100] [--warmup 1500] [CONTENDER...]
 * </pre>
 *
 * <p>Contenders are {@code javaipc}, {@code aeron}, {@code agrona}, and {@code pipe}: C programs that
 * write into one pipe, the kernel's own way. Prints medians over all slots and the ratio to the first.
 */
public final class FanIn {
  private static final Map<String, String> DEFAULTS =
      Map.of("senders", "1,2,4", "rounds", "5", "slots", "10", "slot", "100", "warmup", "1500");
  private static final List<String> ALL = List.of("javaipc", "aeron", "agrona", "pipe");
  private static final List<String> JVM =
      List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData");
  private static final List<String> UNSAFE =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dagrona.disable.bounds.checks=true",
          "-Daeron.disable.bounds.checks=true");

  private final Map<String, String> options = new TreeMap<>(DEFAULTS);
  private final List<String> contenders = new ArrayList<>();

  private FanIn(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        contenders.add(args[i]);
      } else if (DEFAULTS.containsKey(args[i].substring(2)) && i + 1 < args.length) {
        options.put(args[i].substring(2), args[++i]);
      } else {
        throw new IllegalArgumentException(args[i] + " is unknown or has no value: " + options);
      }
    }
    if (contenders.isEmpty()) {
      contenders.addAll(ALL);
    }
  }

  /** As the class says. */
  public static void main(String[] args) throws Exception {
    FanIn fan = new FanIn(args);
    for (String senders : fan.option("senders").split(",", -1)) {
      fan.compare(Integer.parseInt(senders));
    }
  }

  private String option(String name) {
    return Objects.requireNonNull(options.get(name));
  }

  private void compare(int senders) throws IOException, InterruptedException {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = Integer.parseInt(option("rounds")); round > 0; round--) {
      for (String contender : contenders) {
        List<Double> slots = contender.equals("pipe") ? pipe(senders) : java(contender, senders);
        rates.computeIfAbsent(contender, key -> new ArrayList<>()).addAll(slots);
      }
    }
    double first = median(Objects.requireNonNull(rates.get(contenders.getFirst())));
    rates.forEach((contender, own) ->
        System.out.printf(
            Locale.ROOT,
            "%d senders  %-10s %,14.0f messages/s  %5.2f  (%d slots)%n",
            senders,
            contender,
            median(own),
            median(own) / first,
            own.size()));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private List<Double> java(String contender, int senders)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "fan");
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
      delete(folder);
    }
  }

  private static Process start(Path folder, String contender, String role, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(
        contender.equals("javaipc") ? List.of("--enable-native-access=ALL-UNNAMED") : UNSAFE);
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
      Path text = folder.resolve("fan.c");
      Path program = folder.resolve("fan");
      try (InputStream resource = FanIn.class.getResourceAsStream("fan.c")) {
        Files.copy(Objects.requireNonNull(resource), text);
      }
      run("cc", "-O2", "-o", program.toString(), text.toString());
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
      delete(folder);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
