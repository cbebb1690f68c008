package org.javaipc.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.javaipc.CorruptChannelException;
import org.javaipc.WaitStrategy;
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
    final EndGuard guard = new EndGuard("stress", this);
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
    public NoDrowsyReceiverSleepsBesideAMessage() {
      Fields.putIntVolatile(header, WORD, RingDescriptor.DROWSY);
    }

    @Override
    public boolean isAsymmetric() {
      return true;
    }

    @Override
    public void heavyFence() {
      throw new AssertionError("a drowsy end makes none");
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
    private final MemorySegment pending = MemorySegment.ofArray(new long[1]);

    @Actor
    public void listener(II_Result r) {
      r.r1 = sleepUnless(() -> Fields.getLongOpaque(pending, 0) != 0);
    }

    @Actor
    public void notifier(II_Result r) {
      Fields.orLong(pending, 0, 1);
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
      try {
        waiter.begin(Waiter.FOREVER);
        waiter.pause();
        waiter.end();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
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
