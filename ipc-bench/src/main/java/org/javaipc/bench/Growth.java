package org.javaipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.report.Row;

/**
 * What one more costs: channels, senders, capacity, longer messages.
 *
 * <pre>
 * growth [--schemes shm,mmap,fifo,unix,mq] [--channels 1,10,100,1000] [--senders 1,4,16,64]
 *        [--capacities 64,1024,...] [--sizes 8,1024,...] [--slot 20] [--slots 7] [--out FOLDER] [--report FILE]
 * </pre>
 *
 * <p>Capacities are in KiB. Both ends of everything are in this process, and one thread sends and receives: figures
 * show no processor that waits for another, only what grows. Time to open, memory and descriptors are those of both
 * ends of one channel, as they came while the last of them were opened; the memory is what the process has resident
 * more. The rate is that of one channel, or of all senders, with everything else open and idle.
 */
public final class Growth {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("schemes", "shm,mmap,fifo,unix,mq"),
          Map.entry("channels", "1,10,100,1000"),
          Map.entry("senders", "1,4,16,64"),
          Map.entry("capacities", "64,1024,16384,262144,1048576"),
          Map.entry("sizes", "0,32,1024,65536,1048576,16777216"),
          Map.entry("slot", "20"),
          Map.entry("slots", "7"),
          Map.entry("out", "ipc-bench/target/growth"),
          Map.entry("report", ""));

  private static final int BATCH = 16;
  private static final int SIZE = 32;
  private static final Pattern STATUS = Pattern.compile("(?m)^(VmRSS|Threads):\\s*(\\d+)");
  private static final MessageHandler READ = (segment, offset, length) -> {};

  private final Options options;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private long names;

  private Growth(String... args) {
    options = new Options(DEFAULTS, args);
  }

  /** Runs it; see the class. */
  public static void main(String[] args) throws Exception {
    Path folder = Folders.inMemory("growth");
    try {
      System.setProperty("ipc.dir", folder.toString());
      Growth growth = new Growth(args);
      growth.run();
      Output.write(
          Output.results(
              "ipc-bench",
              ("ipc-bench/run growth " + String.join(" ", args)).strip(),
              growth.rows,
              growth.leftOut),
          Path.of(growth.options.text("out")),
          growth.options.text("report"));
    } finally {
      Folders.delete(folder);
    }
  }

  private void run() throws IOException, InterruptedException {
    for (String scheme : options.list("schemes", ",")) {
      warmUp(scheme);
      for (String count : options.list("channels", ",")) {
        attempt(scheme, "channels", Long.parseLong(count), this::channels);
      }
    }
    for (String count : options.list("senders", ",")) {
      attempt("shm", "senders", Long.parseLong(count), this::senders);
    }
    for (String capacity : options.list("capacities", ",")) {
      attempt("shm", "capacity", Long.parseLong(capacity) << 10, this::capacity);
    }
    for (String size : options.list("sizes", ",")) {
      attempt("shm", "size", Long.parseLong(size), this::size);
    }
  }

  /** Measures at one point. */
  @FunctionalInterface
  private interface Point {
    Map<String, Double> measure(String scheme, long at, List<AutoCloseable> open)
        throws IOException, InterruptedException;
  }

  /** What the kernel refuses is said on the page; the rest goes on. */
  private void attempt(String scheme, String section, long at, Point point)
      throws IOException, InterruptedException {
    List<AutoCloseable> open = new ArrayList<>();
    try {
      Map<String, Double> figures = point.measure(scheme, at, open);
      rows.add(new Row(section, scheme + ":", scheme, "", at, figures));
      System.out.printf(Locale.ROOT, "%-9s %-6s %,12d  %s%n", section, scheme, at, figures);
    } catch (IpcException e) {
      leftOut.add("%s:, %s %d: %s".formatted(scheme, section, at, e.getMessage()));
      System.out.println(leftOut.getLast());
    } finally {
      close(open);
    }
  }

  private static void close(List<AutoCloseable> open) throws IOException {
    for (AutoCloseable end : open.reversed()) {
      try {
        end.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private void warmUp(String scheme) throws IOException, InterruptedException {
    for (int i = 0; i < 20; i++) {
      List<AutoCloseable> open = new ArrayList<>();
      Channel channel = open(scheme, "", open);
      rate(List.of(channel.sender()), channel.receiver(), SIZE, 1);
      close(open);
    }
  }

  private record Channel(Receiver receiver, Sender sender) {}

  private Channel open(String scheme, String more, List<AutoCloseable> open)
      throws IOException, InterruptedException {
    String name = scheme + ":growth" + names++;
    Receiver receiver = Ipc.receiver(name + "?wait=spin" + more);
    open.add(receiver);
    Sender sender = Ipc.sender(name + "?wait=spin");
    open.add(sender);
    return new Channel(receiver, sender);
  }

  private Map<String, Double> channels(String scheme, long count, List<AutoCloseable> open)
      throws IOException, InterruptedException {
    Usage before = Usage.now();
    long begin = System.nanoTime();
    Channel last = open(scheme, "&capacity=64KiB&senders=1", open);
    for (long i = 1; i < count; i++) {
      last = open(scheme, "&capacity=64KiB&senders=1", open);
    }
    double nanos = (System.nanoTime() - begin) / (double) count;
    Usage after = Usage.now();
    Map<String, Double> figures = after.since(before, count);
    figures.put("openNs", nanos);
    figures.put("rate", rate(List.of(last.sender()), last.receiver(), SIZE, slots()));
    return figures;
  }

  private Map<String, Double> senders(String scheme, long count, List<AutoCloseable> open)
      throws IOException, InterruptedException {
    Channel channel = open(scheme, "&senders=" + count, open);
    List<Sender> senders = new ArrayList<>(List.of(channel.sender()));
    String name = channel.receiver().address().name();
    long begin = System.nanoTime();
    Usage before = Usage.now();
    for (long i = 1; i < count; i++) {
      Sender sender = Ipc.sender(scheme + ":" + name + "?wait=spin");
      open.add(sender);
      senders.add(sender);
    }
    double nanos = (System.nanoTime() - begin) / (double) count;
    Map<String, Double> figures = Usage.now().since(before, count);
    figures.put("openNs", nanos);
    figures.put("rate", rate(senders, channel.receiver(), SIZE, slots()));
    return figures;
  }

  private Map<String, Double> capacity(String scheme, long capacity, List<AutoCloseable> open)
      throws IOException, InterruptedException {
    Usage before = Usage.now();
    long begin = System.nanoTime();
    Channel channel = open(scheme, "&senders=1&capacity=" + capacity, open);
    double nanos = System.nanoTime() - begin;
    Map<String, Double> figures = Usage.now().since(before, 1);
    figures.put("openNs", nanos);
    figures.put("rate", rate(List.of(channel.sender()), channel.receiver(), SIZE, slots()));
    return figures;
  }

  private Map<String, Double> size(String scheme, long size, List<AutoCloseable> open)
      throws IOException, InterruptedException {
    long room = Math.max(1 << 20, BATCH * 2 * (size + 64));
    Channel channel =
        open(
            scheme,
            "&senders=1&capacity=%d&maxMessage=%d".formatted(room, Math.max(Long.BYTES, size)),
            open);
    Map<String, Double> figures = new LinkedHashMap<>();
    double rate = rate(List.of(channel.sender()), channel.receiver(), size, slots());
    figures.put("rate", rate);
    figures.put("mbps", rate * size / 1e6);
    return figures;
  }

  private int slots() {
    return options.number("slots");
  }

  /** {@return messages a second, the median of some slots} */
  private double rate(List<Sender> senders, Receiver receiver, long size, int slots)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(Math.max(1, size), 64);
      double[] rates = new double[slots];
      for (int i = 0; i < slots; i++) {
        rates[i] = slot(senders, receiver, message, size);
      }
      return Median.of(DoubleStream.of(rates));
    }
  }

  private double slot(List<Sender> senders, Receiver receiver, MemorySegment message, long size)
      throws IOException {
    long nanos = options.number("slot") * 1_000_000L;
    long begin = System.nanoTime();
    long now;
    long count = 0;
    do {
      long sent = 0;
      for (Sender sender : senders) {
        for (int i = 0; i < BATCH && sender.offer(message, 0, size); i++) {
          sent++;
        }
      }
      for (long left = sent; left > 0; ) {
        left -= receiver.poll(READ, (int) left);
      }
      count += sent;
      now = System.nanoTime();
    } while (now - begin < nanos);
    return count * 1e9 / (now - begin);
  }

  /**
   * What this process uses.
   *
   * @param bytes resident
   * @param descriptors open
   * @param threads that run
   */
  private record Usage(long bytes, long descriptors, long threads) {
    static Usage now() throws IOException {
      long bytes = 0;
      long threads = 0;
      Matcher lines = STATUS.matcher(Files.readString(Path.of("/proc/self/status")));
      while (lines.find()) {
        long value = Long.parseLong(lines.group(2));
        if (lines.group(1).equals("VmRSS")) {
          bytes = value << 10;
        } else {
          threads = value;
        }
      }
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return new Usage(bytes, open.count(), threads);
      }
    }

    Map<String, Double> since(Usage before, long count) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("bytes", Math.max(0, bytes - before.bytes) / (double) count);
      figures.put("descriptors", (descriptors - before.descriptors) / (double) count);
      figures.put("threads", (threads - before.threads) / (double) count);
      return figures;
    }
  }
}
