package org.javaipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.cli.bench.BenchServer;
import org.javaipc.cli.bench.Bounce;
import org.javaipc.cli.bench.Job;
import org.javaipc.cli.bench.Link;
import org.javaipc.cli.bench.Work;

/** One of the two processes of a contender. */
public final class Worker {
  private Worker() {}

  /**
   * Arguments: contender, or several that take turns, with {@code +} between; {@code client} or {@code server}; the folder
   * that both share; jobs.
   */
  public static void main(String[] args) throws Exception {
    boolean isClient = args[1].equals("client");
    Path folder = Path.of(args[2]);
    List<Job> jobs = List.of(args).subList(3, args.length).stream().map(Job::parse).toList();
    Bounce bounce = new Bounce(folder);
    Map<String, Link> links = open(args[0], folder, isClient, jobs);
    if (isClient) {
      new SlotClient(links, bounce).run(jobs);
    } else {
      serve(List.copyOf(links.values()), bounce);
    }
    for (Link link : links.values()) {
      link.close();
    }
  }

  private static Map<String, Link> open(
      String contenders, Path folder, boolean isClient, List<Job> jobs) throws Exception {
    int longest = jobs.stream().mapToInt(Job::size).max().orElse(0);
    Map<String, Link> links = new LinkedHashMap<>();
    for (String contender : contenders.split("\\+", -1)) {
      Path own = Files.createDirectories(folder.resolve("contender" + links.size()));
      links.put(
          contender,
          Contender.of(contender).open(contender, own, isClient, Math.max(Long.BYTES, longest)));
    }
    return links;
  }

  private static void serve(List<Link> links, Bounce bounce)
      throws IOException, InterruptedException {
    Map<Work, Runnable> others = Map.of(Work.BOUNCE, bounce::answer, Work.REST, Worker::rest);
    List<BenchServer> servers = links.stream().map(link -> new BenchServer(link, others)).toList();
    int turn = 0;
    while (servers.get(turn).run()) {
      turn = (turn + 1) % servers.size();
    }
  }

  /** What both do between two slots. */
  static void rest() {
    LockSupport.parkNanos(Knob.GAP_MILLIS * 1_000_000L);
  }

  /** What the command varies, the same for all contenders; the harness itself reads two more. */
  static final class Knob {
    static final int WARM_UP_MILLIS = Integer.getInteger("bench.warmup", 500);
    static final int SLOT_MILLIS = Integer.getInteger("bench.slot", 10);
    static final int RATE_MILLIS = Integer.getInteger("bench.ratetime", 1000);
    static final int GAP_MILLIS = Integer.getInteger("bench.gap", 0);
    static final int SLOTS = Integer.getInteger("bench.slots", 20);

    private Knob() {}
  }
}
