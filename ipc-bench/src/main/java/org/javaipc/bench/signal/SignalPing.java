package org.javaipc.bench.signal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.bench.CProgram;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalReader;
import org.javaipc.signal.Signals;
import org.javaipc.signal.ThreadAddress;

/**
 * Two processes that answer each other by signals, each contender in turn. Arguments: rounds, trips of
 * warm-up, trips.
 *
 * <pre>
 *   c                 sigqueue and sigwaitinfo in C
 *   reader            Signals.queue and SignalReader
 *   park, adaptive, spin   a notifier and a listener of signal: that waits so
 * </pre>
 */
public final class SignalPing {
  private static final List<String> CONTENDERS = List.of("c", "reader", "park", "adaptive", "spin");
  private static final Signal SIGNAL = Signal.realTime(5);

  private SignalPing() {}

  /**
   * Measures, or is one of the processes that are measured.
   *
   * @param args the mode and its options
   * @throws Exception if something fails
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "ping" -> ping(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      case "pong" -> pong(args[1], args);
      default -> compare(Integer.parseInt(args[0]), args[1], args[2]);
    }
  }

  private static void compare(int rounds, String warmup, String trips) throws Exception {
    Path folder = Files.createTempDirectory("signal-ping");
    String c = CProgram.compile(CProgram.class, "sigqueue", folder).toString();
    Map<String, List<long[]>> results = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String contender : CONTENDERS) {
        List<String> command =
            contender.equals("c")
                ? List.of(c, warmup, trips)
                : java(folder, "ping", contender, warmup, trips);
        results.computeIfAbsent(contender, name -> new ArrayList<>()).add(run(command));
      }
    }
    double floor = median(results, "c", 0);
    for (String contender : CONTENDERS) {
      System.out.printf(
          "%-9s p50 %6.1f us  p99 %6.1f us  %.2f x C%n",
          contender,
          median(results, contender, 0) / 1e3,
          median(results, contender, 1) / 1e3,
          median(results, contender, 0) / floor);
    }
  }

  private static double median(Map<String, List<long[]>> results, String contender, int which) {
    long[] sorted =
        Objects.requireNonNull(results.get(contender)).stream()
            .mapToLong(result -> result[which])
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static List<String> java(Path folder, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dipc.dir=" + System.getProperty("ipc.dir", folder.toString()),
                "-cp",
                System.getProperty("java.class.path"),
                SignalPing.class.getName()));
    command.addAll(Arrays.asList(words));
    return command;
  }

  private static long[] run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader reader = process.inputReader()) {
      String line = Objects.requireNonNull(reader.readLine());
      process.waitFor();
      return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
  }

  /** One end of a pair. */
  private interface Link {
    void send(int event) throws Exception;

    int receive() throws Exception;
  }

  private static void ping(String contender, int warmup, int trips) throws Exception {
    long[] nanos = new long[trips];
    if (contender.equals("reader")) {
      try (SignalReader reader = SignalReader.ofThread(SIGNAL)) {
        ThreadAddress self = reader.address();
        Process pong =
            start("pong", contender, Integer.toString(self.pid()), Integer.toString(self.tid()));
        ThreadAddress peer = new ThreadAddress((int) pong.pid(), reader.read().intValue());
        trips(new ReaderLink(reader, peer), warmup, nanos);
      }
    } else {
      try (Listener listener = Ipc.listener("signal:ping-0?connect=60s&wait=" + contender)) {
        start("pong", contender);
        try (Notifier notifier = Ipc.notifier("signal:ping-1?connect=60s&wait=" + contender)) {
          trips(new EventLink(listener, notifier), warmup, nanos);
        }
      }
    }
    Arrays.sort(nanos);
    System.out.println(nanos[trips / 2] + " " + nanos[trips / 100 * 99]);
  }

  private static void trips(Link link, int warmup, long[] nanos) throws Exception {
    for (int i = -warmup; i < nanos.length; i++) {
      long begin = System.nanoTime();
      link.send(1);
      link.receive();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - begin;
      }
    }
    link.send(63);
  }

  private static Process start(String... words) throws IOException {
    return new ProcessBuilder(java(Path.of("/tmp"), words)).inheritIO().start();
  }

  private static void pong(String contender, String[] args) throws Exception {
    if (contender.equals("reader")) {
      ThreadAddress peer = new ThreadAddress(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      try (SignalReader reader = SignalReader.ofThread(SIGNAL)) {
        Signals.queue(peer, SIGNAL, reader.address().tid());
        answer(new ReaderLink(reader, peer));
      }
    } else {
      try (Listener listener = Ipc.listener("signal:ping-1?connect=60s&wait=" + contender);
          Notifier notifier = Ipc.notifier("signal:ping-0?connect=60s&wait=" + contender)) {
        answer(new EventLink(listener, notifier));
      }
    }
  }

  private static void answer(Link link) throws Exception {
    for (int event = link.receive(); event != 63; event = link.receive()) {
      link.send(event);
    }
  }

  private record ReaderLink(SignalReader reader, ThreadAddress peer) implements Link {
    @Override
    public void send(int event) throws Exception {
      Signals.queue(peer, SIGNAL, event);
    }

    @Override
    public int receive() throws Exception {
      return reader.read().intValue();
    }
  }

  private record EventLink(Listener listener, Notifier notifier) implements Link {
    @Override
    public void send(int event) throws Exception {
      notifier.signal(event);
    }

    @Override
    public int receive() throws Exception {
      return Long.numberOfTrailingZeros(listener.await());
    }
  }
}
