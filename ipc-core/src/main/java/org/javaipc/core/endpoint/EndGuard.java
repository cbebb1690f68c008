package org.javaipc.core.endpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.Parker;
import org.javaipc.spi.RunningCall;
import org.jspecify.annotations.Nullable;

/**
 * Lets one call at a time use an end, and keeps {@link AutoCloseable#close}, from any thread, apart
 * from it, at the price of two plain-speed stores a call.
 *
 * <p>The user stores <em>busy</em>, then reads the conditions; the closer sets a condition, then
 * reads <em>busy</em>: Dekker's protocol, in which the closer pays with {@link Parker#heavyFence}.
 *
 * <p>The same protocol refuses a second thread exactly. The thread that used the end last owns it and enters so; another
 * one takes the ownership away first, under a lock and with the heavy fence, and then sees whether a call is running. An
 * end that goes from thread to thread again and again has no owner any more, and each call takes the lock.
 */
public final class EndGuard {
  /** The end is closed, or about to be. */
  public static final int CLOSED = 1;

  /** Something happened that the user must look at, such as the death of a peer. */
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

  /** A closer looks whether the user has really left after so many waits of 50 us. */
  private static final int WAITS_BEFORE_LOOK = 64;

  /** So many threads own an end in turn, before it has no owner any more. */
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

  /** Who was the last to enter. */
  private volatile @Nullable Thread user;

  private int owners;

  @SuppressWarnings("unused") // by CONDITIONS
  private int conditions;

  /**
   * Guards one end.
   *
   * @param name of the channel, for messages
   * @param parker of the end's region
   * @param end its class
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
   * Enters as another thread than the owner, or as one that has just lost the ownership. A mark that such an owner leaves
   * is not a call of the last user, and goes with the next exit.
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
      // What the call has done stands; who finds the mark in the way looks whether the call still
      // runs.
    }
  }

  /** {@return whether a call is running; not one that an error cut short before it could say that it is over} */
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
   * Orders a store of this thread before its later loads, against a peer's {@code heavyFence}. If
   * that fence also stops the processor of this thread, it is enough that the compiler moves no
   * memory access over this one; HotSpot's compilers move none over any fence.
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
