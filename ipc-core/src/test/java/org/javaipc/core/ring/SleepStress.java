package org.javaipc.core.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.javaipc.CorruptChannelException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.event.EventLayout;
import org.javaipc.spi.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The agreement of {@link Waiter} with whoever wakes it: one of the two sees the other. In each
 * result the first number says whether the sleeper saw what it waits for (1) or slept (0), the
 * second whether the other side woke it.
 */
final class SleepStress {
  private SleepStress() {}

  /** An end whose word is at 0, and a parker that only takes note of what it is asked. */
  abstract static class Sleeping implements Parker {
    static final long WORD = 0;

    final MemorySegment header = MemorySegment.ofArray(new long[1]);
    final EndGuard guard = new EndGuard("stress", this, SleepStress.class);
    final Waiter waiter = new Waiter(header, WORD, this, WaitStrategy.PARK);
    final Waker waker = new Waker(header, WORD, this);
    boolean woken;

    /** {@return 1 if the sleeper saw that it need not sleep; 0 if it slept} */
    final int sleepUnless(BooleanSupplier condition) {
      try {
        waiter.begin(Waiter.FOREVER);
        while (!condition.getAsBoolean()) {
          if (!waiter.pause()) {
            throw new AssertionError("that was not forever");
          }
        }
        waiter.end();
        return 1;
      } catch (Slept e) {
        return 0;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Waits as long as it takes to see that it need not. */
    final void declareForNothing() {
      try {
        waiter.begin(Waiter.FOREVER);
        if (!waiter.pause()) {
          throw new AssertionError("that was not forever");
        }
        waiter.end();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** As ends do after a store that others may wait for. */
    final void wakeIfAsleep() {
      guard.lightFence();
      if (waker.isDue()) {
        waker.wake();
      }
    }

    @Override
    public boolean isAsymmetric() {
      return false;
    }

    @Override
    public void heavyFence() {
      VarHandle.fullFence();
    }

    @Override
    public void park(long offset, int expected, long nanos) {
      if (Fields.getIntVolatile(header, offset) == expected) {
        throw new Slept();
      }
    }

    @Override
    public void unpark(long offset) {
      woken = true;
    }
  }

  /** Stands for a sleep, so that a test need not be woken to end. */
  private static final class Slept extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Slept() {
      super("slept", null, false, false);
    }
  }

  abstract static class SleepingAtALane extends Sleeping {
    final MemorySegment descriptor = MemorySegment.ofArray(new long[64]);
    final MemorySegment data = MemorySegment.ofArray(new long[8]);
    final LaneReader reader;
    final LaneWriter writer;

    SleepingAtALane() {
      try {
        reader = new LaneReader("stress", descriptor, data, data.byteSize());
        writer = new LaneWriter("stress", descriptor, data);
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    final boolean hasMessage() {
      try {
        return reader.peek();
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }

    final boolean hasRoom() {
      try {
        return writer.room(24) >= 0;
      } catch (CorruptChannelException e) {
        throw new AssertionError(e);
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE,
      desc = "The receiver saw the message; no call was made.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each saw the other: a wake-up for nothing.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The receiver slept and was woken.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both missed: it sleeps beside a message.")
  @State
  public static class NoReceiverSleepsBesideAMessage extends SleepingAtALane {
    @Actor
    public void receiver(II_Result r) {
      r.r1 = sleepUnless(this::hasMessage);
    }

    @Actor
    public void sender(II_Result r) {
      if (hasRoom()) {
        writer.publish(24);
      }
      wakeIfAsleep();
      r.r2 = woken ? 1 : 0;
    }
  }

  /** Where a heavy fence is dear, and not made for an end that sleeps often. */
  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE,
      desc = "The receiver saw the message; no call was made.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each saw the other: a wake-up for nothing.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The receiver slept and was woken.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both missed: it sleeps beside a message.")
  @State
  public static class NoDrowsyReceiverSleepsBesideAMessage extends SleepingAtALane {
    private boolean drowsy;

    public NoDrowsyReceiverSleepsBesideAMessage() {
      declareForNothing();
      drowsy = true;
    }

    @Override
    public boolean isAsymmetric() {
      return true;
    }

    @Override
    public void heavyFence() {
      if (drowsy) {
        throw new AssertionError("a drowsy end makes none");
      }
    }

    @Actor
    public void receiver(II_Result r) {
      r.r1 = sleepUnless(this::hasMessage);
    }

    @Actor
    public void sender(II_Result r) {
      if (hasRoom()) {
        writer.publish(24);
      }
      wakeIfAsleep();
      r.r2 = woken ? 1 : 0;
    }
  }

  /** One that wakes for a reason of its own may store late, and hide from the sender that the receiver sleeps. */
  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE,
      desc = "The receiver saw the message; no call was made.")
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "It saw the message, and was woken for nothing.")
  @Outcome(
      id = "0, 1",
      expect = ACCEPTABLE,
      desc = "The receiver slept and was woken, by one of the two.")
  @Outcome(
      id = "0, 0",
      expect = FORBIDDEN,
      desc = "It sleeps beside a message, and nobody wakes it.")
  @State
  public static class WhoeverWakesMakesTheCallForTheOther extends SleepingAtALane {
    public WhoeverWakesMakesTheCallForTheOther() {
      declareForNothing();
    }

    @Actor
    public void receiver(II_Result r) {
      r.r1 = sleepUnless(this::hasMessage);
    }

    @Actor
    public void sender() {
      if (hasRoom()) {
        writer.publish(24);
      }
      wakeIfAsleep();
    }

    @Actor
    public void another() {
      Waiter.wake(header, WORD, this);
    }

    @Arbiter
    public void afterwards(II_Result r) {
      r.r2 = woken ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The sender saw the room; no call was made.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each saw the other: a wake-up for nothing.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The sender slept and was woken.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both missed: it sleeps beside an empty ring.")
  @State
  public static class NoSenderSleepsBesideRoom extends SleepingAtALane {
    public NoSenderSleepsBesideRoom() {
      if (hasRoom()) {
        writer.publish(24);
      }
    }

    @Actor
    public void sender(II_Result r) {
      r.r1 = sleepUnless(this::hasRoom);
    }

    @Actor
    public void receiver(II_Result r) {
      if (hasMessage()) {
        reader.take();
      }
      reader.publish();
      wakeIfAsleep();
      r.r2 = woken ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The listener saw the event; no call was made.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each saw the other: a wake-up for nothing.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The listener slept and was woken.")
  @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Both missed: it sleeps through an event.")
  @State
  public static class NoListenerSleepsThroughAnEvent extends Sleeping {
    private final MemorySegment events =
        MemorySegment.ofArray(new long[(int) EventLayout.PENDING_OFFSET / Long.BYTES + Long.BYTES]);

    @Actor
    public void listener(II_Result r) {
      r.r1 = sleepUnless(() -> EventLayout.isPending(events));
    }

    @Actor
    public void notifier(II_Result r) {
      EventLayout.raise(events, 5);
      Waiter.wake(header, WORD, this);
      r.r2 = woken ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE,
      desc = "The user saw the condition before it declared.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each saw the other: a wake-up for nothing.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The user slept and was woken.")
  @Outcome(
      id = "0, 0",
      expect = FORBIDDEN,
      desc = "Both missed: it sleeps though its peer is dead.")
  @State
  public static class NobodySleepsThroughTheDeathOfThePeer extends Sleeping {
    @Actor
    public void user(II_Result r) {
      r.r1 = sleepUnless(() -> guard.conditions() != 0);
    }

    @Actor
    public void watcher(II_Result r) {
      guard.raise(EndGuard.ATTENTION);
      Waiter.wake(header, WORD, this);
      r.r2 = woken ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "Drowsy, whoever came last.")
  @Outcome(expect = FORBIDDEN, desc = "The word says that somebody sleeps who does not.")
  @State
  public static class WhoHasWaitedIsAwake extends Sleeping {
    @Actor
    public void sleeper() {
      declareForNothing();
    }

    @Actor
    public void waker() {
      Waiter.wake(header, WORD, this);
    }

    @Arbiter
    public void afterwards(I_Result r) {
      r.r1 = Fields.getIntVolatile(header, WORD);
    }
  }
}
