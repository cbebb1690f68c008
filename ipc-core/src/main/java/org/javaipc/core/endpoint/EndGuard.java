package org.javaipc.core.endpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.Parker;
import org.javaipc.spi.RunningCall;
import org.jspecify.annotations.Nullable;

/**
 * Lets one call at a time use an end, and makes {@link AutoCloseable#close}, from any thread, wait for it, at the cost
 * of two plain stores per call.
 *
 * <p>The user stores <em>busy</em>, then reads the conditions; the closer sets a condition, then
 * reads <em>busy</em>: Dekker's protocol, in which the closer pays with {@link Parker#heavyFence}.
 *
 * <p>The same protocol reliably refuses a second thread. The thread that used the end last owns it and enters directly.
 * Another thread first takes the ownership away, under a lock and with the heavy fence, and then sees whether a call is
 * running. An end that repeatedly moves from thread to thread has no owner any more, and each call takes the lock.
 */
public final class EndGuard {
  /** The end is closed or closing. */
  public static final int CLOSED = 1;

  /** Something happened that the user must check, such as the death of a peer. */
  public static final int ATTENTION = 2;

  private static final VarHandle BUSY;
  private static final VarHandle CONDITIONS;
  private static final VarHandle OWNER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BUSY = lookup.findVarHandle(EndGuard.class, "busy", int.class);
      CONDITIONS = lookup.findVarHandle(EndGuard.class, "conditions", int.class);
      OWNER = lookup.findVarHandle(EndGuard.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** After this many waits of 50 us, a closing thread checks whether the user has really left. */
  private static final int WAITS_BEFORE_LOOK = 64;

  /** How many threads may own an end in turn before it has no owner any more. */
  private static final int MOST_OWNERS = 16;

  private final String name;
  private final Class<?> end;
  private final Parker parker;
  private final boolean asymmetric;

  @SuppressWarnings("unused") // by BUSY
  private int busy;

  /** The thread that may enter without the lock; null if none may. */
  @SuppressWarnings("unused") // by OWNER
  private @Nullable Thread owner;

  /** The thread that entered last. */
  private volatile @Nullable Thread user;

  private int owners;

  @SuppressWarnings("unused") // by CONDITIONS
  private int conditions;

  /**
   * Guards one end.
   *
   * @param name of the channel, for messages
   * @param parker of the end's region
   * @param end class of the end
   */
  public EndGuard(String name, Parker parker, Class<?> end) {
    this.name = name;
    this.end = end;
    this.parker = parker;
    this.asymmetric = parker.isAsymmetric();
  }

  /**
   * Begins a call of the end's user.
   *
   * @return the conditions; 0 if there are none
   * @throws IllegalStateException if a call is running already
   */
  public int enter() {
    Thread current = Thread.currentThread();
    if (isOwner(current)) {
      if ((int) BUSY.getOpaque(this) != 0 && isInUse()) {
        throw inUse();
      }
      BUSY.setOpaque(this, 1);
      lightFence();
      if (isOwner(current)) {
        return conditions();
      }
    }
    enterBy(current);
    return conditions();
  }

  @SuppressWarnings("ReferenceEquality") // a subclass may call two threads equal
  private boolean isOwner(Thread current) {
    return OWNER.getOpaque(this) == current;
  }

  /**
   * Enters as a thread that is not the owner, or that has just lost the ownership. A mark that such an owner leaves is
   * not a call of the last user, and is removed by the next exit.
   */
  private synchronized void enterBy(Thread current) {
    boolean owned = OWNER.getOpaque(this) != null;
    OWNER.setVolatile(this, null);
    if (owned) {
      parker.heavyFence();
    }
    if (isInUse()) {
      throw inUse();
    }
    user = current;
    BUSY.setVolatile(this, 1);
    if (owners < MOST_OWNERS) {
      owners++;
      OWNER.setVolatile(this, current);
    }
  }

  private IllegalStateException inUse() {
    return new IllegalStateException(
        name
            + ": this end is in use by another call; only one thread may use an end at a time, and a handler must not use the end that called it; for many threads use sender.shared()");
  }

  /** Ends the call that {@link #enter} began. */
  public void exit() {
    try {
      BUSY.setRelease(this, 0);
    } catch (StackOverflowError e) {
      // The call's work is done; a thread that finds the mark checks whether the call is still
      // running.
    }
  }

  /**
   * {@return whether a call is running} A call that an error cut short before it could remove its mark does not count.
   */
  boolean isInUse() {
    return (int) BUSY.getOpaque(this) != 0 && RunningCall.isRunning(user, end);
  }

  /** {@return the conditions now} */
  public int conditions() {
    return (int) CONDITIONS.getOpaque(this);
  }

  public boolean isClosed() {
    return (conditions() & CLOSED) != 0;
  }

  /** {@return whether the condition was not set before} */
  public boolean raise(int condition) {
    return ((int) CONDITIONS.getAndBitwiseOr(this, condition) & condition) == 0;
  }

  public void clear(int condition) {
    CONDITIONS.getAndBitwiseAnd(this, ~condition);
  }

  /**
   * Orders a store of this thread before its later loads, against a peer's {@code heavyFence}. If that fence also
   * interrupts this thread's processor, it is enough that the compiler moves no memory access across this call;
   * HotSpot's compilers move none across any fence.
   */
  public void lightFence() {
    if (asymmetric) {
      VarHandle.acquireFence();
    } else {
      VarHandle.fullFence();
    }
  }

  /**
   * Waits until no call of the end's user is running, after {@link #CLOSED} was raised.
   *
   * @param wakeUser wakes the user if it waits
   */
  void awaitIdle(Runnable wakeUser) {
    parker.heavyFence();
    boolean interrupted = false;
    int waits = 0;
    while ((int) BUSY.getAcquire(this) != 0 && (++waits % WAITS_BEFORE_LOOK != 0 || isInUse())) {
      wakeUser.run();
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(50_000);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
