package org.javaipc.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.Parker;

/**
 * Keeps {@link AutoCloseable#close} of an end, from any thread, apart from the one thread that uses
 * the end, at the price of two plain-speed stores a call.
 *
 * <p>The user stores <em>busy</em>, then reads the conditions; the closer sets a condition, then
 * reads <em>busy</em>: Dekker's protocol, in which the closer pays with {@link Parker#heavyFence}.
 */
final class EndGuard {
  /** The end is closed, or about to be. */
  static final int CLOSED = 1;

  /** Something happened that the user must look at, such as the death of a peer. */
  static final int ATTENTION = 2;

  private static final VarHandle BUSY;
  private static final VarHandle CONDITIONS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BUSY = lookup.findVarHandle(EndGuard.class, "busy", int.class);
      CONDITIONS = lookup.findVarHandle(EndGuard.class, "conditions", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Parker parker;
  private final boolean asymmetric;

  @SuppressWarnings("unused") // by BUSY
  private int busy;

  @SuppressWarnings("unused") // by CONDITIONS
  private int conditions;

  /**
   * Guards one end.
   *
   * @param name of the channel, for messages
   * @param parker of the end's region
   */
  EndGuard(String name, Parker parker) {
    this.name = name;
    this.parker = parker;
    this.asymmetric = parker.isAsymmetric();
  }

  /**
   * Begins a call of the end's user.
   *
   * @return the conditions; 0 if there are none
   * @throws IllegalStateException if a call is running already
   */
  int enter() {
    if ((int) BUSY.getOpaque(this) != 0) {
      throw new IllegalStateException(
          name
              + ": this end is in use by another call; one thread uses an end at a time, and a handler does not use the end that called it");
    }
    BUSY.setOpaque(this, 1);
    lightFence();
    return conditions();
  }

  /** Ends the call that {@link #enter} began. */
  void exit() {
    BUSY.setRelease(this, 0);
  }

  /** {@return the conditions now} */
  int conditions() {
    return (int) CONDITIONS.getOpaque(this);
  }

  boolean isClosed() {
    return (conditions() & CLOSED) != 0;
  }

  /** {@return whether the condition was not set before} */
  boolean raise(int condition) {
    return ((int) CONDITIONS.getAndBitwiseOr(this, condition) & condition) == 0;
  }

  void clear(int condition) {
    CONDITIONS.getAndBitwiseAnd(this, ~condition);
  }

  /**
   * Orders a store of this thread before its later loads, against a peer's {@code heavyFence}. If
   * that fence also stops the processor of this thread, it is enough that the compiler moves no
   * memory access over this one; HotSpot's compilers move none over any fence.
   */
  void lightFence() {
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
    while ((int) BUSY.getAcquire(this) != 0) {
      wakeUser.run();
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(50_000);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
