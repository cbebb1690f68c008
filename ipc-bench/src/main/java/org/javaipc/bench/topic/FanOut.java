package org.javaipc.bench.topic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
 * Messages of 32 bytes from one process to many, in turn by each contender.
 *
 * <pre>
 * ipc-bench/run topic [--subscriptions 1,2,4] [--rounds 3] [--slots 10] [--slot 100] [--warmup 3000] [--pace 20000] [WORK...]
 * </pre>
 *
 * <ul>
 *   <li>{@code rate}: as fast as it goes; messages a second at the slowest subscription.
 *   <li>{@code latency}: a message each {@code pace} nanoseconds; from before the call until a subscription has it, at the worst
 *       one. {@code undisturbed99} leaves out the messages that were due while the machine had stopped the publisher or the
 *       subscription between two calls, as a host does to a virtual machine; {@code permille} says how many are left.
 *   <li>{@code idle}: a publisher with {@code slow=drop} beside subscriptions that take nothing.
 *   <li>{@code parked}: the duration of a call at that pace beside subscriptions that sleep for each message.
 *   <li>{@code latest}: how old the latest value is when it is seen first, beside a volatile long that two C processes share.
 * </ul>
 *
 * <p>The publisher has a processor to itself, and subscriptions share the others. Prints medians over all slots, and the
 * ratio to the first.
 */
public final class FanOut {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "subscriptions", "1,2,4",
          "rounds", "3",
          "slots", "10",
          "slot", "100",
          "warmup", "3000",
          "pace", "20000");
  private static final List<String> WORKS = List.of("rate", "latency", "idle", "parked", "latest");
  private static final List<String> ALL = List.of("javaipc", "aeron", "chronicle", "log");
  private static final List<String> JVM =
      List.of(
          "-Xms256m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");
  private static final List<String> UNSAFE =
      List.of(
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dagrona.disable.bounds.checks=true",
          "-Daeron.disable.bounds.checks=true");

  /** What Chronicle asks for on a JDK of today; it is not to tell anybody that it runs. */
  private static final List<String> CHRONICLE =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
          "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "-Dchronicle.analytics.disable=true",
          "-Dchronicle.announcer.disable=true",
          "-Dslf4j.internal.verbosity=ERROR");

  private final Map<String, String> options = new TreeMap<>(DEFAULTS);
  private final List<String> works = new ArrayList<>();

  private FanOut(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (WORKS.contains(args[i])) {
        works.add(args[i]);
      } else if (args[i].startsWith("--")
          && DEFAULTS.containsKey(args[i].substring(2))
          && i + 1 < args.length) {
        options.put(args[i].substring(2), args[++i]);
      } else {
        throw new IllegalArgumentException(
            args[i] + " is unknown or has no value: " + WORKS + " " + options);
      }
    }
    if (works.isEmpty()) {
      works.addAll(WORKS);
    }
  }

  /** Runs it; see the class. */
  public static void main(String[] args) throws Exception {
    FanOut fan = new FanOut(args);
    for (String work : fan.works) {
      fan.run(work);
    }
  }

  private void run(String work) throws Exception {
    int[] counts =
        Arrays.stream(option("subscriptions").split(",", -1)).mapToInt(Integer::parseInt).toArray();
    switch (work) {
      case "rate" -> {
        for (int count : counts) {
          compare(work, count, ALL, name -> receivers(name, "flood", "count", count));
        }
      }
      case "latency" -> {
        for (int count : counts) {
          compare(work, count, ALL, name -> receivers(name, "pace", "time", count));
        }
      }
      case "idle" -> beside(work, "javaipc:slow=drop", "flood", counts);
      case "parked" -> beside(work, "javaipc", "pace", counts);
      default ->
          compare(
              work,
              1,
              List.of("javaipc:slow=drop", "C"),
              name -> name.equals("C") ? volatileLong() : receivers(name, "pace", "latest", 1));
    }
  }

  private void beside(String work, String contender, String role, int... counts) throws Exception {
    Map<String, List<Slot>> slots = new LinkedHashMap<>();
    for (int round = rounds(); round > 0; round--) {
      for (int count : with0(counts)) {
        slots
            .computeIfAbsent("beside " + count, key -> new ArrayList<>())
            .addAll(publisher(contender, role, work.equals("idle") ? "idle" : "park", count));
      }
    }
    print(work, slots);
  }

  private static int[] with0(int... counts) {
    int[] all = new int[counts.length + 1];
    System.arraycopy(counts, 0, all, 1, counts.length);
    return all;
  }

  private interface Measuring {
    List<Slot> of(String contender) throws Exception;
  }

  /** What a process printed of one slot, by name. */
  private record Slot(Map<String, Double> figures) {
    static Slot of(String line) {
      Map<String, Double> figures = new LinkedHashMap<>();
      for (String figure : line.split(" ", -1)) {
        String[] parts = figure.split("=", 2);
        figures.put(parts[0], Double.valueOf(parts[1]));
      }
      return new Slot(figures);
    }
  }

  private void compare(String work, int count, List<String> contenders, Measuring measuring)
      throws Exception {
    Map<String, List<Slot>> slots = new LinkedHashMap<>();
    for (int round = rounds(); round > 0; round--) {
      for (String contender : contenders) {
        slots.computeIfAbsent(contender, key -> new ArrayList<>()).addAll(measuring.of(contender));
      }
    }
    print(work + " " + count, slots);
  }

  private static void print(String title, Map<String, List<Slot>> slots) {
    Map<String, Double> first = new LinkedHashMap<>();
    slots.forEach((contender, own) -> {
      StringBuilder line = new StringBuilder();
      for (String figure : own.getFirst().figures().keySet()) {
        double median = median(own, figure);
        line.append(
            String.format(
                Locale.ROOT,
                "  %s %,12.0f %5.2f",
                figure,
                median,
                median / first.computeIfAbsent(figure, key -> median)));
      }
      System.out.printf(
          Locale.ROOT, "%-12s %-18s%s  (%d slots)%n", title, contender, line, own.size());
    });
  }

  private static double median(List<Slot> slots, String figure) {
    double[] sorted =
        slots.stream()
            .mapToDouble(slot -> Objects.requireNonNull(slot.figures().get(figure)))
            .sorted()
            .toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** {@return the slots of the worst subscription} */
  private List<Slot> receivers(String contender, String publishing, String receiving, int count)
      throws Exception {
    try (Processes processes = new Processes(contender)) {
      processes.start(publishing);
      List<BufferedReader> subscriptions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        subscriptions.add(processes.start(receiving));
      }
      processes.go();
      List<Slot> worst = List.of();
      for (BufferedReader subscription : subscriptions) {
        List<Slot> own = slots(contender, subscription);
        if (worst.isEmpty() || isWorse(own, worst)) {
          worst = own;
        }
      }
      return worst;
    }
  }

  private static boolean isWorse(List<Slot> one, List<Slot> other) {
    return one.getFirst().figures().containsKey("rate")
        ? median(one, "rate") < median(other, "rate")
        : median(one, "p99") > median(other, "p99");
  }

  private List<Slot> publisher(String contender, String publishing, String receiving, int count)
      throws Exception {
    try (Processes processes = new Processes(contender)) {
      BufferedReader publisher = processes.start(publishing);
      for (int i = 0; i < count; i++) {
        processes.start(receiving);
      }
      processes.go();
      return slots(contender, publisher);
    }
  }

  private List<Slot> slots(String contender, BufferedReader lines) throws IOException {
    List<Slot> slots = new ArrayList<>();
    while (slots.size() < Integer.parseInt(option("slots"))) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException(contender + ": a process failed after " + slots);
      }
      slots.add(Slot.of(line));
    }
    return slots;
  }

  private List<Slot> volatileLong() throws Exception {
    Path folder = Files.createTempDirectory("latest");
    try {
      Path text = folder.resolve("latest.c");
      Path program = folder.resolve("latest");
      try (InputStream resource = FanOut.class.getResourceAsStream("latest.c")) {
        Files.copy(Objects.requireNonNull(resource), text);
      }
      if (new ProcessBuilder("cc", "-O2", "-o", program.toString(), text.toString())
              .inheritIO()
              .start()
              .waitFor()
          != 0) {
        throw new IOException(text + " does not compile");
      }
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  option("slots"),
                  option("slot"),
                  option("warmup"),
                  option("pace"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = process.inputReader()) {
        return slots("C", lines);
      } finally {
        process.destroyForcibly().waitFor();
      }
    } finally {
      delete(folder);
    }
  }

  private int rounds() {
    return Integer.parseInt(option("rounds"));
  }

  private String option(String name) {
    return Objects.requireNonNull(options.get(name));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The processes of one measurement, and the folder that they share. */
  private final class Processes implements AutoCloseable {
    private final String contender;
    private final Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "out");
    private final List<Process> all = new ArrayList<>();

    Processes(String contender) throws IOException {
      this.contender = contender;
    }

    /** {@return what a process prints, once it is ready} */
    BufferedReader start(String role) throws IOException {
      List<String> command = new ArrayList<>(List.of("taskset", "--cpu-list", processor()));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      command.addAll(
          switch (Broadcast.Kind.of(contender)) {
            case JAVAIPC, LOG -> List.<String>of();
            case AERON -> UNSAFE;
            case CHRONICLE -> CHRONICLE;
          });
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(
          List.of(
              FanOutWorker.class.getName(),
              role,
              contender,
              folder.toString(),
              option("slots"),
              option("slot"),
              option("warmup"),
              option("pace")));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      all.add(process);
      BufferedReader lines = process.inputReader();
      String line = lines.readLine();
      while (line != null && !line.equals("ready")) {
        line = lines.readLine(); // what a library says of itself
      }
      if (line == null) {
        throw new IOException(contender + ": " + role + " failed");
      }
      return lines;
    }

    /** The publisher has the first one to itself: a kernel may leave processes that yield together on one of several. */
    private String processor() {
      int others = Runtime.getRuntime().availableProcessors() - 1;
      return String.valueOf(all.isEmpty() || others == 0 ? 0 : (all.size() - 1) % others + 1);
    }

    /** Has the first process publish. */
    void go() throws IOException {
      try (OutputStream input = all.getFirst().getOutputStream()) {
        input.write('\n');
      }
    }

    @Override
    public void close() throws IOException {
      for (Process process : all.reversed()) {
        process.destroyForcibly().onExit().join();
      }
      delete(folder);
    }
  }
}
