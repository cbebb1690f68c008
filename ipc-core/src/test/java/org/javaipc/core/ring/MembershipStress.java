package org.javaipc.core.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.event.EventLayout;
import org.javaipc.core.membership.SlotHeader;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** How the receiver learns of senders that join and leave, and a listener of events. */
final class MembershipStress {
  private static final int SLOT = 7;

  private MembershipStress() {}

  /** A header with the word of changes, and one lane. */
  abstract static class Channel {
    static final long CHANGES = 0;

    final MemorySegment header = MemorySegment.ofArray(new long[1]);
    final MemorySegment descriptor = MemorySegment.ofArray(new long[64]);
    final MemorySegment data = MemorySegment.ofArray(new long[8]);
    final LaneReader reader;
    final LaneWriter writer;
    final Lane lane;

    Channel() {
      try {
        reader = new LaneReader("stress", descriptor, data, data.byteSize());
        writer = new LaneWriter("stress", descriptor, data);
        lane = new Lane(null, descriptor, reader, null);
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    final void join() {
      Fields.putLong(descriptor, SlotHeader.PROCESS_OFFSET, SLOT);
      announce(SlotHeader.JOINED);
    }

    final void announce(int state) {
      Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, state);
      Fields.putLongVolatile(header, CHANGES, 1);
    }
  }

  @JCStressTest
  @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "Nobody has joined yet.")
  @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "The lane was seen before the word of changes.")
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "The change was seen, and whose lane it is.")
  @Outcome(expect = FORBIDDEN, desc = "A change without its lane, or a lane without its sender.")
  @State
  public static class WhoSeesTheChangeSeesTheLaneAndItsSender extends Channel {
    @Actor
    public void sender() {
      join();
    }

    @Actor
    public void receiver(II_Result r) {
      r.r1 = (int) Fields.getLongAcquire(header, CHANGES);
      r.r2 = -1;
      if (lane.isNew()) {
        lane.attach();
        r.r2 = (int) lane.senderSlot();
      }
    }
  }

  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing was seen yet.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The message was seen, the leaving not yet.")
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "The sender has left; its last message is there.")
  @Outcome(
      id = "1, 0",
      expect = FORBIDDEN,
      desc = "The sender has left and its message is not seen.")
  @State
  public static class WhoSeesThatASenderLeftSeesItsLastMessage extends Channel {
    public WhoSeesThatASenderLeftSeesItsLastMessage() {
      join();
      lane.attach();
    }

    @Actor
    public void sender() {
      try {
        if (writer.room(0) >= 0) {
          writer.publish(0);
        }
        announce(SlotHeader.CLOSED);
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    @Actor
    public void receiver(II_Result r) {
      try {
        r.r1 = lane.hasLeft() ? 1 : 0;
        r.r2 = lane.peek() ? 1 : 0;
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }
  }

  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "Each event was taken, at once or later.")
  @Outcome(expect = FORBIDDEN, desc = "An event was lost between the notifying and the taking.")
  @State
  public static class NoEventIsLost {
    private final MemorySegment region = Events.region();
    private long taken;

    @Actor
    public void notifier() {
      EventLayout.raise(region, 0);
      EventLayout.raise(region, 1);
    }

    @Actor
    public void listener() {
      taken = EventLayout.take(region);
    }

    @Arbiter
    public void afterwards(I_Result r) {
      r.r1 = (int) (taken | EventLayout.take(region));
    }
  }

  private static final class Events {
    private Events() {}

    static MemorySegment region() {
      return MemorySegment.ofArray(
          new long[(int) EventLayout.PENDING_OFFSET / Long.BYTES + Long.BYTES]);
    }
  }

  @JCStressTest
  @Outcome(
      id = "1",
      expect = ACCEPTABLE,
      desc = "The listener saw what the event stands for, or sees the event again.")
  @Outcome(expect = FORBIDDEN, desc = "The event was taken, and what it stands for is not seen.")
  @State
  public static class AnEventThatIsTakenForTwoStandsForBoth {
    private final MemorySegment region = Events.region();
    private int work;
    private int seen;

    public AnEventThatIsTakenForTwoStandsForBoth() {
      EventLayout.raise(region, 5);
    }

    @Actor
    public void notifier() {
      work = 1;
      EventLayout.raise(region, 5);
    }

    @Actor
    public void listener() {
      if (EventLayout.take(region) != 0) {
        seen = work;
      }
    }

    @Arbiter
    public void afterwards(I_Result r) {
      r.r1 = seen | (EventLayout.isPending(region) ? 1 : 0);
    }
  }
}
