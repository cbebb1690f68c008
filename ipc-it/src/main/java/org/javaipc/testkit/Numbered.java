package org.javaipc.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Sender;
import org.javaipc.TopicSubscription;

/**
 * A subscription to publishers in several processes: each message says whose it is and which, so that the order of each
 * publisher is checked, and every gap is counted.
 */
final class Numbered implements MessageHandler {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int HEAD = 2 * Long.BYTES;
  private static final int MOST_WORDS = 12;
  private static final int BATCH = 64;

  private final TopicSubscription subscription;
  private final long[] next;
  private final long count;
  private long taken;
  private long gaps;

  /**
   * Begins at the first message of each publisher.
   *
   * @param subscription to receive from
   * @param publishers how many there are, numbered from 0
   * @param count how many messages each publishes
   */
  Numbered(TopicSubscription subscription, int publishers, long count) {
    this.subscription = subscription;
    this.next = new long[publishers];
    this.count = count;
  }

  /** Publishes all messages of one publisher. */
  static void publish(Sender sender, long publisher, long count)
      throws IpcException, InterruptedException {
    MemorySegment buffer = Arena.ofAuto().allocate(HEAD + MOST_WORDS * Long.BYTES, Long.BYTES);
    for (long number = 0; number < count; number++) {
      sender.send(buffer, 0, write(publisher, number, buffer));
    }
  }

  private static int write(long publisher, long number, MemorySegment into) {
    int words = words(publisher, number);
    into.set(WORD, 0, publisher);
    into.set(WORD, Long.BYTES, number);
    for (int i = 0; i < words; i++) {
      into.set(WORD, HEAD + (long) i * Long.BYTES, Seed.mix(publisher + 31 * number) + i);
    }
    return HEAD + words * Long.BYTES;
  }

  private static int words(long publisher, long number) {
    return (int) Math.floorMod(Seed.mix(publisher ^ number), (long) MOST_WORDS + 1);
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    int publisher = Math.toIntExact(segment.get(WORD, offset));
    long number = segment.get(WORD, offset + Long.BYTES);
    if (!isWhole(publisher, number, segment, offset, length) || number < next[publisher]) {
      throw new AssertionError(
          "message %d of publisher %d, length=%d: torn, or out of order: next are %s"
              .formatted(number, publisher, length, Arrays.toString(next)));
    }
    gaps += number - next[publisher];
    next[publisher] = number + 1;
    taken++;
  }

  private static boolean isWhole(
      long publisher, long number, MemorySegment segment, long offset, long length) {
    int words = words(publisher, number);
    boolean whole = length == HEAD + (long) words * Long.BYTES;
    for (int i = 0; whole && i < words; i++) {
      whole =
          segment.get(WORD, offset + HEAD + (long) i * Long.BYTES)
              == Seed.mix(publisher + 31 * number) + i;
    }
    return whole;
  }

  /** Receives up to the last message of every publisher, which is never missed; fails if gaps were not counted exactly. */
  void receiveAll() throws IpcException, InterruptedException {
    while (Arrays.stream(next).anyMatch(number -> number < count)) {
      subscription.receive(this, BATCH);
    }
    if (subscription.missed() != gaps) {
      throw new AssertionError("missed=" + subscription.missed() + " of gaps=" + gaps);
    }
  }

  long taken() {
    return taken;
  }

  long missed() {
    return gaps;
  }
}
