package org.javaipc.core.topic;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.SlowPolicy;
import org.javaipc.TooSlowException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.TopicHistory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What {@link TopicWriter} and {@link TopicReader} promise each other. */
final class TopicStress {
  private TopicStress() {}

  /** A lane of 16 words, full of messages of two equal words each: 1, 2, 3, and so on. */
  abstract static class Lane implements TopicWriter.Readers {
    private static final int CAPACITY = 128;
    private static final int LENGTH = 2 * Long.BYTES;
    static final int NOTHING = -1;
    static final int TORN = -2;
    static final int TOO_SLOW = -4;
    static final long TOKEN = 1;

    final MemorySegment descriptor = MemorySegment.ofArray(new long[128]);
    final MemorySegment own = MemorySegment.ofArray(new long[48]);
    private final MemorySegment data = MemorySegment.ofArray(new long[CAPACITY / Long.BYTES]);
    private final MemorySegment copy = MemorySegment.ofArray(new long[LENGTH / Long.BYTES]);
    private final MessageCopy lastCopy = new MessageCopy();
    final TopicReader reader;
    private final TopicWriter writer;
    private long next = 1;

    Lane(SlowPolicy slow, int messages) {
      try {
        writer = new TopicWriter("stress", descriptor, data, LENGTH, this);
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
      TopicLimits limits = new TopicLimits(CAPACITY, LENGTH, 1, 1, slow, 0);
      reader =
          new TopicReader(
              Address.of("memory", "stress"), "stress", limits, descriptor, data, own, 0, TOKEN);
      for (int i = 0; i < messages; i++) {
        write();
      }
    }

    @Override
    public long slowest() {
      return Long.MAX_VALUE;
    }

    final boolean write() {
      try {
        long offset = writer.room(LENGTH);
        if (offset < 0) {
          return false;
        }
        Fields.putLong(writer.data(), offset, next);
        Fields.putLong(writer.data(), offset + Long.BYTES, next);
        writer.publish(LENGTH);
        next++;
        return true;
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    /** {@return the next message, or that the publisher has given this subscription up} */
    final int read() {
      try {
        while (reader.peek()) {
          if (reader.copy(copy)) {
            reader.take();
            return value(copy);
          }
        }
        return NOTHING;
      } catch (TooSlowException e) {
        return TOO_SLOW;
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    final int readLast() {
      try {
        return reader.takeLast(lastCopy) < 0 ? NOTHING : value(lastCopy.readOnly());
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    private static int value(MemorySegment message) {
      long first = Fields.getLong(message, 0);
      return first == Fields.getLong(message, Long.BYTES) ? (int) first : TORN;
    }
  }

  @JCStressTest
  @Outcome(id = "[1-9], 0", expect = ACCEPTABLE, desc = "A whole message, and the gap is exact.")
  @Outcome(expect = FORBIDDEN, desc = "A torn message, a wrong count of those missed, or none.")
  @State
  public static class WhoIsOvertakenNeverBelievesATornCopy extends Lane {
    public WhoIsOvertakenNeverBelievesATornCopy() {
      super(SlowPolicy.DROP, 4);
    }

    @Actor
    public void publisher() {
      write();
      write();
      write();
    }

    @Actor
    public void subscriber(II_Result r) {
      r.r1 = read();
      r.r2 = (int) (r.r1 - 1 - reader.missed());
    }
  }

  @JCStressTest
  @Outcome(id = "[4-7], [4-7]", expect = ACCEPTABLE, desc = "Whole messages.")
  @Outcome(id = "-3, .*", expect = FORBIDDEN, desc = "The second was older than the first.")
  @Outcome(expect = FORBIDDEN, desc = "A torn message, or one that was not the last.")
  @State
  public static class TheLastIsWholeAndNeverOlder extends Lane {
    public TheLastIsWholeAndNeverOlder() {
      super(SlowPolicy.DROP, 4);
    }

    @Actor
    public void publisher() {
      write();
      write();
      write();
    }

    @Actor
    public void subscriber(II_Result r) {
      r.r1 = readLast();
      r.r2 = readLast();
      if (r.r2 < r.r1) {
        r.r1 = -3;
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = "0",
      expect = ACCEPTABLE,
      desc = "The publisher spares the newcomer, or it begins later.")
  @Outcome(expect = FORBIDDEN, desc = "Something was overwritten that a newcomer is to read.")
  @State
  public static class ANewcomerIsSpared extends Lane {
    private final MemorySegment changes = MemorySegment.ofArray(new long[1]);
    private boolean overwritten;

    public ANewcomerIsSpared() {
      super(SlowPolicy.WAIT, 4);
    }

    @Override
    public long slowest() {
      return changes == null || Fields.getLongAcquire(changes, 0) == 0
          ? Long.MAX_VALUE
          : Fields.getLongAcquire(own, SubscriptionDescriptor.DONE_OFFSET);
    }

    @Actor
    public void publisher() {
      boolean first = write();
      overwritten = write() && first;
    }

    @Actor
    public void newcomer() {
      Fields.putLongVolatile(changes, 0, 1);
      try {
        reader.begin(TopicHistory.ofMessages(100));
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    @Arbiter
    public void look(I_Result r) {
      long position = Fields.getLong(own, SubscriptionDescriptor.DONE_OFFSET);
      long floor = Fields.getLong(descriptor, TopicDescriptor.FLOOR_OFFSET);
      r.r1 = overwritten && position < floor ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "It was quick enough.")
  @Outcome(id = "1, -4", expect = ACCEPTABLE, desc = "It read one, and was told.")
  @Outcome(id = "-4, -4", expect = ACCEPTABLE, desc = "It was told, for good.")
  @Outcome(expect = FORBIDDEN, desc = "A torn message, or a later one without being told.")
  @State
  public static class WhoIsCondemnedIsToldBeforeItBelievesACopy extends Lane {
    public WhoIsCondemnedIsToldBeforeItBelievesACopy() {
      super(SlowPolicy.WAIT, 4);
    }

    /** As {@link Subscribers} does whose patience is over: the verdict first, and nobody is spared then. */
    @Actor
    public void publisher() {
      Fields.putLongVolatile(descriptor, TopicDescriptor.verdictOffset(0), TOKEN);
      write();
      write();
      write();
    }

    @Actor
    public void subscriber(II_Result r) {
      r.r1 = read();
      r.r2 = read();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "It was quick enough.")
  @Outcome(id = "1, -4", expect = ACCEPTABLE, desc = "It read one, and was told.")
  @Outcome(id = "-4, -4", expect = ACCEPTABLE, desc = "It was told, for good.")
  @Outcome(expect = FORBIDDEN, desc = "A torn message, or a later one without being told.")
  @State
  public static class WhoIsOvertakenIsDisconnected extends Lane {
    public WhoIsOvertakenIsDisconnected() {
      super(SlowPolicy.DISCONNECT, 4);
    }

    @Actor
    public void publisher() {
      write();
      write();
      write();
    }

    @Actor
    public void subscriber(II_Result r) {
      r.r1 = read();
      r.r2 = read();
    }
  }

  @JCStressTest
  @Outcome(
      id = "[3-6], 1",
      expect = ACCEPTABLE,
      desc = "Two of the last ones as of some instant, in order, and gaps are exact.")
  @Outcome(expect = FORBIDDEN, desc = "A torn message, an older one, or a wrong count.")
  @State
  public static class AHistoryIsOfOneInstant extends Lane {
    public AHistoryIsOfOneInstant() {
      super(SlowPolicy.DROP, 4);
    }

    @Actor
    public void publisher() {
      write();
      write();
      write();
    }

    @Actor
    public void newcomer(II_Result r) {
      try {
        reader.begin(TopicHistory.ofMessages(2));
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
      int first = read();
      int missed = (int) reader.missed();
      int second = read();
      r.r1 = first < 0 ? first : first - missed;
      r.r2 = second - first - ((int) reader.missed() - missed);
    }
  }
}
