package org.javaipc.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.HistoryGoneException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.TopicSubscription;

/**
 * Follows a topic whose one publisher numbers its messages, from whatever message on: each one is whole, and the numbers have no
 * gap but for those that the subscription says it has missed.
 */
final class Follower implements MessageHandler {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int HEAD = 2 * Long.BYTES;
  private static final int MOST_WORDS = 60;
  private static final int BATCH = 256;

  private final TopicSubscription subscription;
  private volatile long taken;

  /** What the number of a message is more than those that were taken and missed before it; -1 before the first one. */
  private long base = -1;

  Follower(TopicSubscription subscription) {
    this.subscription = subscription;
  }

  /** {@return the same, which has to get the very first message} */
  Follower fromTheStart() {
    base = 0;
    return this;
  }

  /** Writes the message of a number, and returns its length. */
  static int write(long number, MemorySegment into) {
    int words = words(number);
    into.set(WORD, 0, number);
    into.set(WORD, Long.BYTES, Seed.mix(number));
    for (int i = 0; i < words; i++) {
      into.set(WORD, HEAD + (long) i * Long.BYTES, number + i);
    }
    return HEAD + words * Long.BYTES;
  }

  static int longest() {
    return HEAD + MOST_WORDS * Long.BYTES;
  }

  private static int words(long number) {
    return (int) Math.floorMod(Seed.mix(number), (long) MOST_WORDS + 1);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread receives, others look
  public void onMessage(MemorySegment segment, long offset, long length) {
    long number = segment.get(WORD, offset);
    if (!isWhole(number, segment, offset, length)) {
      throw new AssertionError("a torn message, number=" + number + " length=" + length);
    }
    long before = taken + subscription.missed();
    if (base < 0) {
      base = number - before;
    }
    if (number != base + before) {
      throw new AssertionError(
          "message %d came where %d had to, with %d taken and %d missed"
              .formatted(number, base + before, taken, subscription.missed()));
    }
    taken++;
  }

  private static boolean isWhole(long number, MemorySegment segment, long offset, long length) {
    int words = words(number);
    boolean whole =
        length == HEAD + (long) words * Long.BYTES
            && segment.get(WORD, offset + Long.BYTES) == Seed.mix(number);
    for (int i = 0; whole && i < words; i++) {
      whole = segment.get(WORD, offset + HEAD + (long) i * Long.BYTES) == number + i;
    }
    return whole;
  }

  /** Takes what is there now; {@return how many}. */
  int poll() throws IpcException {
    try {
      return subscription.poll(this, BATCH);
    } catch (HistoryGoneException e) {
      return 0; // which is counted, and the log goes on
    }
  }

  /** Takes something, waiting for it; {@return how many}. */
  int receive() throws IpcException, InterruptedException {
    try {
      return subscription.receive(this, BATCH);
    } catch (HistoryGoneException e) {
      return 0;
    }
  }

  long taken() {
    return taken;
  }

  /** {@return how many of the messages from the first one on have come or were missed} */
  long passed() {
    return base + taken + subscription.missed();
  }
}
