package org.javaipc.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.javaipc.cli.bench.Amount;
import org.javaipc.cli.bench.Bounce;
import org.javaipc.cli.bench.Client;
import org.javaipc.cli.bench.Job;
import org.javaipc.cli.bench.Latencies;
import org.javaipc.cli.bench.Link;
import org.javaipc.cli.bench.Percentiles;
import org.javaipc.cli.bench.Taken;
import org.javaipc.cli.bench.Work;

/**
 * Does the jobs and prints a line for each slot of time. A slot is short, so that many lie between two disturbances,
 * and stands between two bounces of a cache line ({@link Bounce}). What is rare, such as p99.99, is told of all slots
 * together at the end. A fixed rate has one long slot instead, or there would be too few messages.
 */
final class SlotClient {
  /** A fixed rate below this does not get the code compiled. */
  private static final long WARM_RATE = 200_000;

  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Bounce bounce;
  private final Map<String, Latencies> totals = new LinkedHashMap<>();

  SlotClient(Map<String, Link> links, Bounce bounce) {
    links.forEach((contender, link) -> clients.put(contender, new Client(link)));
    this.bounce = bounce;
  }

  /** Of several contenders, each does a job in its turn. */
  private void turns(Job job, Turn turn) throws IOException, InterruptedException {
    for (Map.Entry<String, Client> one : clients.entrySet()) {
      turn.take(one.getKey(), one.getValue(), job);
      one.getValue().tell(Work.TURN.word(0));
    }
  }

  /** What a contender does. */
  @FunctionalInterface
  private interface Turn {
    void take(String contender, Client client, Job job) throws IOException, InterruptedException;
  }

  void run(List<Job> jobs) throws IOException, InterruptedException {
    for (int i = Worker.Knob.WARM_UP_MILLIS; i > 0; i -= Worker.Knob.SLOT_MILLIS) {
      for (Job job : jobs) {
        turns(job, this::warmUp);
      }
    }
    for (int i = 0; i < Worker.Knob.SLOTS; i++) {
      for (Job job : jobs) {
        if (i == 0 || job.work() != Work.RATE) {
          turns(job, this::slot);
        }
      }
    }
    totals.forEach((name, times) ->
        System.out.println("total " + name + " before=0 after=0" + text(times.percentiles())));
    clients.values().iterator().next().tell(Work.STOP.word(0));
  }

  private void warmUp(String contender, Client client, Job job)
      throws IOException, InterruptedException {
    bounce(client);
    client.measure(warm(job), Amount.of(Duration.ofMillis(Worker.Knob.SLOT_MILLIS)));
    rest(client);
  }

  private static Job warm(Job job) {
    return job.work() == Work.RATE
        ? new Job(Work.RATE, job.size(), Math.max(job.perSecond(), WARM_RATE))
        : job;
  }

  private void slot(String contender, Client client, Job job)
      throws IOException, InterruptedException {
    int millis = job.work() == Work.RATE ? Worker.Knob.RATE_MILLIS : Worker.Knob.SLOT_MILLIS;
    long before = bounce(client);
    Taken taken = client.measure(job, Amount.of(Duration.ofMillis(millis)));
    long after = bounce(client);
    rest(client);
    String name = contender + " " + job;
    if (job.work() == Work.PING) {
      totals.computeIfAbsent(name, key -> new Latencies()).add(client.trips());
    }
    System.out.println(
        "result " + name + " before=" + before + " after=" + after + text(job, taken));
  }

  private static String text(Job job, Taken taken) {
    return String.format(
        Locale.ROOT,
        " rate=%.0f mbps=%.0f%s",
        taken.rate(),
        taken.rate() * job.size() / 1e6,
        text(taken.latencies()));
  }

  private static String text(Percentiles nanos) {
    return nanos.taken() == 0
        ? ""
        : " p50=%d p90=%d p99=%d p999=%d p9999=%d max=%d"
            .formatted(
                nanos.p50(), nanos.p90(), nanos.p99(), nanos.p999(), nanos.p9999(), nanos.max());
  }

  private long bounce(Client client) throws IOException, InterruptedException {
    client.tell(Work.BOUNCE.word(0));
    return bounce.serve();
  }

  private static void rest(Client client) throws IOException, InterruptedException {
    client.tell(Work.REST.word(0));
    Worker.rest();
  }
}
