package org.javaipc.core.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What {@link LaneWriter} and {@link LaneReader} promise each other about records and room. */
final class RecordStress {
  private static final int EMPTY = -1;
  private static final int CORRUPT = -2;

  private RecordStress() {}

  /** A lane of eight stamps or words. */
  abstract static class Lane {
    static final int CAPACITY = 64;

    final MemorySegment descriptor = MemorySegment.ofArray(new long[64]);
    final MemorySegment data = MemorySegment.ofArray(new long[CAPACITY / Long.BYTES]);
    final LaneReader reader;
    final LaneWriter writer;

    Lane() {
      forgeStamps();
      try {
        reader = new LaneReader("stress", descriptor, data, CAPACITY);
        writer = new LaneWriter("stress", descriptor, data);
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    /** Leaves at each place what would be an empty message there. */
    private void forgeStamps() {
      for (long position = 0; position < CAPACITY; position += RecordStamp.LENGTH) {
        Fields.putLong(data, position, RecordStamp.message(position, 0));
      }
    }

    final boolean write(int length, long payload) {
      try {
        long offset = writer.room(length);
        if (offset < 0) {
          return false;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
          Fields.putLong(data, offset + i, payload);
        }
        writer.publish(length);
        return true;
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    /** {@return the next message's first word} */
    final int read() {
      try {
        if (!reader.peek()) {
          return EMPTY;
        }
        reader.take();
        return reader.messageLength() == 0
            ? 0
            : (int) Fields.getLong(reader.data(), reader.messageOffset());
      } catch (CorruptChannelException e) {
        return CORRUPT;
      }
    }
  }

  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "The record is not published yet.")
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "The record is published, and so is its payload.")
  @Outcome(expect = FORBIDDEN, desc = "The stamp was seen before the payload that it announces.")
  @State
  public static class WhoSeesTheStampSeesThePayload extends Lane {
    @Actor
    public void producer() {
      write(Long.BYTES, 7);
    }

    @Actor
    public void consumer(I_Result r) {
      r.r1 = read();
    }
  }

  @JCStressTest
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "The record is not published yet.")
  @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "One record; after it nothing.")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "The record came between the two looks.")
  @Outcome(expect = FORBIDDEN, desc = "Bytes of an earlier lap were taken for a stamp.")
  @State
  public static class WhoSeesTheStampSeesTheNextSlotClear extends Lane {
    @Actor
    public void producer() {
      write(0, 0);
    }

    @Actor
    public void consumer(II_Result r) {
      r.r1 = read();
      r.r2 = read();
    }
  }

  @JCStressTest
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Neither padding nor record is seen yet.")
  @Outcome(id = "-1, 9", expect = ACCEPTABLE, desc = "The record came between the two looks.")
  @Outcome(id = "9, -1", expect = ACCEPTABLE, desc = "The padding was skipped, the record read.")
  @Outcome(expect = FORBIDDEN, desc = "Behind the padding stood bytes of an earlier lap.")
  @State
  public static class WhoSeesThePaddingSeesTheBeginningClear extends Lane {
    public WhoSeesThePaddingSeesTheBeginningClear() {
      write(3 * Long.BYTES, 1);
      read();
      write(Long.BYTES, 2);
      read();
      reader.publish();
      Fields.putLong(data, 0, RecordStamp.message(CAPACITY, 0));
    }

    @Actor
    public void producer() {
      write(2 * Long.BYTES, 9);
    }

    @Actor
    public void consumer(II_Result r) {
      r.r1 = read();
      r.r2 = read();
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The producer saw no room yet.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The first place was reused after it was read.")
  @Outcome(expect = FORBIDDEN, desc = "A place was overwritten before it was read.")
  @State
  public static class RoomIsReusedOnlyAfterItWasRead extends Lane {
    public RoomIsReusedOnlyAfterItWasRead() {
      write(Long.BYTES, 1);
      write(Long.BYTES, 2);
      write(Long.BYTES, 3);
    }

    @Actor
    public void producer(II_Result r) {
      r.r2 = write(Long.BYTES, 4) && write(Long.BYTES, 5) ? 1 : 0;
    }

    @Actor
    public void consumer(II_Result r) {
      r.r1 = read();
      read();
      reader.publish();
    }
  }
}
