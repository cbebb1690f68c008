package org.javaipc.bench.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * gRPC over addresses of ours beside gRPC over TCP and Unix domain sockets, two processes a contender, the slots in random
 * order.
 *
 * <pre>
 * rpc [--slots 10] [--slot 1000] [CONTENDER...]
 * </pre>
 *
 * <p>A contender is {@code tcp}, {@code netty-unix}, or a scheme of ours, with {@code +direct} for direct executors. Prints
 * medians: p50 of a call of 100 bytes, the same with a pause of 1 ms before each, calls a second with 64 open, and MiB/s of
 * messages of 1 MiB.
 */
public final class RpcComparison {
  private static final List<String> WORKS = List.of("call", "rare", "many", "stream");
  private static final List<String> ALL =
      List.of(
          "netty-unix+direct",
          "tcp+direct",
          "shm+direct",
          "unix+direct",
          "netty-unix",
          "tcp",
          "shm",
          "unix");
  private static final int WARM_UP_MILLIS = 3000;

  private final List<String> contenders = new ArrayList<>();
  private int slots = 10;
  private int slotMillis = 1000;

  private RpcComparison(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--slots" -> slots = Integer.parseInt(args[++i]);
        case "--slot" -> slotMillis = Integer.parseInt(args[++i]);
        default -> contenders.add(args[i]);
      }
    }
    if (contenders.isEmpty()) {
      contenders.addAll(ALL);
    }
  }

  /** Runs it; see the class. */
  public static void main(String[] args) throws IOException {
    new RpcComparison(args).run();
  }

  private void run() throws IOException {
    Map<String, Peers> peers = new LinkedHashMap<>();
    try {
      for (String name : contenders) {
        peers.put(name, new Peers(new Contender(name), peers.size()));
      }
      Map<String, List<Double>> results = measure(peers);
      System.out.println("contender            call us   rare us    calls/s  stream MiB/s");
      for (String name : contenders) {
        System.out.printf(
            Locale.ROOT,
            "%-18s %9.1f %9.1f %10.0f %13.0f%n",
            name,
            median(results, name, "call"),
            median(results, name, "rare"),
            median(results, name, "many"),
            median(results, name, "stream"));
      }
    } finally {
      peers.values().forEach(Peers::close);
    }
  }

  private Map<String, List<Double>> measure(Map<String, Peers> peers) throws IOException {
    Map<String, List<Double>> results = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(peers.keySet());
    for (String name : order) {
      for (String work : WORKS) {
        Objects.requireNonNull(peers.get(name)).work(work, WARM_UP_MILLIS);
      }
    }
    Random random = new Random();
    for (int slot = 0; slot < slots; slot++) {
      Collections.shuffle(order, random);
      for (String name : order) {
        for (String work : WORKS) {
          double result = Objects.requireNonNull(peers.get(name)).work(work, slotMillis);
          results.computeIfAbsent(name + " " + work, key -> new ArrayList<>()).add(result);
        }
      }
    }
    return results;
  }

  private static double median(Map<String, List<Double>> results, String name, String work) {
    List<Double> all =
        Objects.requireNonNull(results.get(name + " " + work)).stream().sorted().toList();
    return all.get(all.size() / 2);
  }

  /** The two processes of a contender. */
  private static final class Peers {
    private final Process server;
    private final Process client;
    private final BufferedReader answers;
    private final PrintStream questions;

    Peers(Contender contender, int number) throws IOException {
      String place = contender.place(number);
      server = start("server", contender, place);
      awaitReady(new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8)));
      client = start("client", contender, place);
      answers = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      questions = new PrintStream(client.getOutputStream(), true, UTF_8);
      awaitReady(answers);
    }

    private static Process start(String role, Contender contender, String place)
        throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xms256m",
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              RpcPeer.class.getName(),
              role,
              contender.name(),
              place)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    }

    private static void awaitReady(BufferedReader out) throws IOException {
      String line = out.readLine();
      if (!"ready".equals(line)) {
        throw new IOException("a peer did not start: " + line);
      }
    }

    double work(String work, int millis) throws IOException {
      questions.println(work + " " + millis);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("a client ended in " + work);
      }
      return Double.parseDouble(answer);
    }

    void close() {
      client.destroy();
      server.destroy();
    }
  }
}
