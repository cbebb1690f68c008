package org.javaipc.bench.fan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.javaipc.MessageHandler;

/** One of the processes: the receiver, or a sender that sends until it is ended. */
public final class FanWorker {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int BATCH = 256;

  /** Looks in vain before the processor is left to others: there are more processes than processors. */
  private static final int LOOKS = 100;

  private FanWorker() {}

  /**
   * Arguments: contender, {@code send} or {@code receive}, the folder that all share; then the sender's
   * number, or how many senders there are, slots, milliseconds a slot and of warm-up.
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[2]);
    int number = Integer.parseInt(args[3]);
    if (args[1].equals("send")) {
      send(Port.sender(args[0], folder), number);
    } else {
      try (Port port = Port.receiver(args[0], folder, number)) {
        System.out.println("ready");
        Counting counting = new Counting(number);
        receive(port, counting, Integer.parseInt(args[6]));
        int slotMillis = Integer.parseInt(args[5]);
        for (int slots = Integer.parseInt(args[4]); slots > 0; slots--) {
          System.out.printf("rate %.0f%n", receive(port, counting, slotMillis));
        }
      }
    }
    // A contender's own threads do not matter any more, nor who still sends.
    Runtime.getRuntime().halt(0);
  }

  private static void send(Port port, int number) throws Exception {
    MemorySegment message = Arena.global().allocate(Port.LENGTH, 64);
    message.set(WORD, Long.BYTES, number);
    for (long i = 0; ; i++) {
      message.set(WORD, 0, i);
      for (int looks = 0; !port.offer(message); looks++) {
        idle(looks);
      }
    }
  }

  /** {@return messages a second, once all senders have come} */
  private static double receive(Port port, Counting counting, int millis) throws Exception {
    while (counting.missing > 0) {
      port.poll(counting, BATCH);
    }
    long before = counting.count;
    long start = System.nanoTime();
    long nanos = millis * 1_000_000L;
    long now;
    int looks = 0;
    do {
      looks = port.poll(counting, BATCH) > 0 ? 0 : looks + 1;
      idle(looks);
      now = System.nanoTime();
    } while (now - start < nanos);
    return (counting.count - before) * 1e9 / (now - start);
  }

  @SuppressWarnings("ThreadPriorityCheck") // as all contenders do
  private static void idle(int looks) {
    if (looks > LOOKS) {
      Thread.yield();
    } else if (looks > 0) {
      Thread.onSpinWait();
    }
  }

  /** Counts, and checks that each sender's messages come in order. */
  private static final class Counting implements MessageHandler {
    private final long[] next;
    private long count;
    private int missing;

    private Counting(int senders) {
      next = new long[senders];
      missing = senders;
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      int sender = (int) segment.get(WORD, offset + Long.BYTES);
      long number = segment.get(WORD, offset);
      if (number != next[sender]) {
        throw new IllegalStateException(
            "sender=" + sender + " expected=" + next[sender] + " received=" + number);
      }
      if (number == 0) {
        missing--;
      }
      next[sender]++;
      count++;
    }
  }
}
