package org.javaipc.bench.topic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;

/**
 * One of the processes: {@code flood} and {@code pace} publish until they are ended; {@code count} and {@code time} receive, and
 * {@code latest} looks at the last message; {@code park} sleeps for each message, and {@code idle} takes none.
 */
public final class FanOutWorker {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int BATCH = 256;

  /** Looks in vain before the processor is left to others: there may be more processes than processors. */
  private static final int LOOKS = 100;

  private FanOutWorker() {}

  /** Arguments: role, contender, the folder that all share, slots, milliseconds a slot and of warm-up, nanoseconds of pace. */
  public static void main(String[] args) throws Exception {
    Slots slots =
        new Slots(Integer.parseInt(args[3]), Long.parseLong(args[4]), Long.parseLong(args[5]));
    String contender = args[1];
    Path folder = Path.of(args[2]);
    switch (args[0]) {
      case "flood" -> publish(contender, folder, slots, 0);
      case "pace" -> publish(contender, folder, slots, Long.parseLong(args[6]));
      case "count" -> count(Broadcast.subscription(contender, folder), slots);
      case "time" -> {
        Broadcast subscription = Broadcast.subscription(contender, folder);
        time(handler -> subscription.poll(handler, BATCH), slots, MachineStops.BETWEEN);
      }
      case "latest" -> {
        JavaipcBroadcast subscription = JavaipcBroadcast.subscription(contender, folder);
        time(subscription::latest, slots, 0);
      }
      case "park" -> park(JavaipcBroadcast.parked(contender, folder));
      case "idle" -> idleOn(JavaipcBroadcast.parked(contender, folder));
      default -> throw new IllegalArgumentException(args[0]);
    }
    Runtime.getRuntime().halt(0); // a contender's own threads do not matter any more
  }

  /** How long to measure. */
  private record Slots(int count, long millis, long warmUpMillis) {
    long nanos(int slot) {
      return (slot < 0 ? warmUpMillis : millis) * 1_000_000;
    }
  }

  private interface Look {
    int at(MessageHandler handler) throws Exception;
  }

  /**
   * Says how many messages a second were published in each slot, and how long a call took; goes on afterwards. A message carries
   * the time at which it was due, so that a publisher that comes late is not left out.
   */
  private static void publish(String contender, Path folder, Slots slots, long pace)
      throws Exception {
    Broadcast publisher = Broadcast.publisher(contender, folder);
    MemorySegment message = Arena.global().allocate(Broadcast.LENGTH, 64);
    Histogram calls = new Histogram(MessageAges.LONGEST, 3);
    System.out.println("ready");
    while (System.in.available() == 0) { // until all have come
      publisher.idle();
      Thread.sleep(1);
    }
    StringBuilder figures = new StringBuilder();
    long number = 0;
    long stopped = 0;
    long due = System.nanoTime();
    for (int slot = -1; ; slot++) {
      calls.reset();
      long start = System.nanoTime();
      long before = number;
      long now = start;
      while (now - start < slots.nanos(slot)) {
        message.set(WORD, 0, number++);
        message.set(WORD, Long.BYTES, pace == 0 ? now : due);
        message.set(WORD, MessageAges.STOPPED_OFFSET, stopped);
        for (int looks = 0; !publisher.offer(message); looks++) {
          idle(looks);
        }
        long done = pace == 0 && number % BATCH != 0 ? now : System.nanoTime();
        if (pace > 0) {
          calls.recordValue(Math.min(MessageAges.LONGEST, done - now));
          due += pace;
          stopped = done > due ? stopped : 0; // until what a stop has delayed is published
          while (done < due) {
            Thread.onSpinWait();
            long next = System.nanoTime();
            stopped = next - done > MachineStops.SHORTEST ? 1 : stopped;
            done = next;
          }
        }
        now = done;
      }
      if (slot >= 0 && slot < slots.count()) {
        figures.append("rate=").append((number - before) * 1_000_000_000L / (now - start));
        figures.append(" call=").append(calls.getValueAtPercentile(50)).append('\n');
      }
      if (slot == slots.count() - 1) {
        System.out.print(figures);
        System.out.flush();
      }
    }
  }

  private static void count(Broadcast subscription, Slots slots) throws Exception {
    Counting counting = new Counting();
    StringBuilder figures = new StringBuilder();
    System.out.println("ready");
    while (counting.count == 0) {
      idle(subscription.poll(counting, BATCH) > 0 ? 0 : LOOKS + 1);
    }
    for (int slot = -1; slot < slots.count(); slot++) {
      long before = counting.count;
      long start = System.nanoTime();
      long now;
      int looks = 0;
      do {
        looks = subscription.poll(counting, BATCH) > 0 ? 0 : looks + 1;
        idle(looks);
        now = System.nanoTime();
      } while (now - start < slots.nanos(slot));
      if (slot >= 0) {
        figures.append("rate=").append((counting.count - before) * 1_000_000_000L / (now - start));
        figures.append('\n');
      }
    }
    System.out.print(figures);
  }

  /** Says how long messages were on their way: afterwards, as messages pile up behind a receiver that prints. */
  private static void time(Look look, Slots slots, long between) throws Exception {
    MachineStops stops = new MachineStops(between);
    MessageAges ages = new MessageAges(stops);
    StringBuilder figures = new StringBuilder();
    System.out.println("ready");
    while (ages.last() < 0) { // warm-up begins with the publisher's
      idle(look.at(ages) > 0 ? 0 : LOOKS + 1);
    }
    for (int slot = -1; slot < slots.count(); slot++) {
      ages.reset();
      long start = stops.begin();
      long seen = ages.last();
      int looks = 0;
      do {
        looks = look.at(ages) > 0 && ages.last() != seen ? 0 : looks + 1;
        seen = ages.last();
        idle(looks);
      } while (stops.await() - start < slots.nanos(slot));
      if (slot >= 0) {
        ages.print(figures);
      }
    }
    System.out.print(figures);
  }

  /** Has slept for a message, and then does something else. */
  private static void idleOn(Receiver receiver) throws Exception {
    int taken = receiver.receive((segment, offset, length) -> {}, 1, Duration.ofMillis(50));
    System.out.println(taken == 0 ? "ready" : "a message came too early");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void park(Receiver receiver) throws Exception {
    System.out.println("ready");
    while (true) {
      receiver.receive((segment, offset, length) -> {}, BATCH);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // as all contenders do
  private static void idle(int looks) {
    if (looks > LOOKS) {
      Thread.yield();
    } else if (looks > 0) {
      Thread.onSpinWait();
    }
  }

  /** Counts, and checks that messages come in order without a gap. */
  private static final class Counting implements MessageHandler {
    private long next = -1;
    private long count;

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      long number = segment.get(WORD, offset);
      if (next >= 0 && number != next) {
        throw new IllegalStateException("expected=" + next + " received=" + number);
      }
      next = number + 1;
      count++;
    }
  }
}
