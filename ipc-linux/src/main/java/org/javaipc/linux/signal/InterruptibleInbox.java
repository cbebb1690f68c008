package org.javaipc.linux.signal;

import java.nio.channels.Selector;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.process.SignalCalls;
import org.javaipc.linux.wait.Interruptible;

/**
 * Takes signals that the calling platform thread blocks; an interrupt of the thread and a wake-up by
 * any other thread end the wait. For one thread at a time.
 */
public final class InterruptibleInbox extends Interruptible {
  /** A wake-up may be lost while the queue is full; then the wait ends by itself. */
  private static final long LONGEST_WAIT = 1_000_000_000;

  private final SignalInbox inbox;
  private final int wakeSignal;
  private final int self = ThreadSignals.processId();
  private final long wakeValue;

  /** The thread that waits, guarded by this. */
  private int waiting;

  /**
   * Makes an inbox; nothing is blocked.
   *
   * @param set of the signals to take; the thread that takes them blocks all of them
   * @param wakeSignal one of them
   * @param wakeValue payload that no other sender uses, by which a wake-up is recognised
   */
  public InterruptibleInbox(long set, int wakeSignal, long wakeValue) {
    this.inbox = new SignalInbox(set);
    this.wakeSignal = wakeSignal;
    this.wakeValue = wakeValue;
  }

  /**
   * Takes a signal.
   *
   * @param nanos longest time to wait; 0 or less does not wait
   * @return its number; 0 if the timeout elapsed, the thread was interrupted (its interrupt status
   *     stays set), it was woken, or for no reason
   * @throws IpcException if the kernel refuses
   */
  public int take(long nanos) throws IpcException {
    int signal = nanos <= 0 ? inbox.take(0) : await(Math.min(nanos, LONGEST_WAIT));
    return signal == wakeSignal && isWakeUp() ? 0 : signal;
  }

  private int await(long nanos) throws IpcException {
    setWaiting(ThreadSignals.id());
    begin();
    try {
      return inbox.take(nanos);
    } finally {
      end();
      setWaiting(0);
    }
  }

  private synchronized void setWaiting(int tid) {
    waiting = tid;
  }

  private boolean isWakeUp() {
    return inbox.value() == wakeValue
        && inbox.code() == SignalCalls.SI_QUEUE
        && inbox.pid() == self;
  }

  /** Ends the wait of the thread that waits, if one does; it may be lost while the queue is full. */
  @Override
  public synchronized Selector wakeup() {
    if (waiting != 0) {
      try {
        new SignalTarget(self, waiting).queue(wakeSignal, wakeValue);
      } catch (IpcException e) {
        throw new AssertionError("the waiting thread " + waiting + " has gone", e);
      }
    }
    return this;
  }

  /** {@return what was taken last} */
  public SignalInbox last() {
    return inbox;
  }
}
