package org.javaipc.linux.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the closing of an object, from any thread, apart from the one thread that uses it: what the
 * user holds is given back only when no call of the user is running, so that no descriptor number is
 * used again under a reader.
 *
 * <pre>{@code
 * if (!guard.enter()) {                     closer: if (guard.close(descriptor::wake)) {
 *   throw closed();                                   descriptor.close();
 * }                                                 }
 * try {
 *   use(descriptor);
 * } finally {
 *   guard.exit();
 * }
 * }</pre>
 */
public final class UseGuard {
  private static final long PAUSE = 50_000;
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(UseGuard.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;

  @SuppressWarnings("unused") // by BUSY
  private boolean busy;

  private volatile boolean closed;

  /**
   * Guards one end.
   *
   * @param name for messages
   */
  public UseGuard(String name) {
    this.name = name;
  }

  /**
   * Begins a call of the user.
   *
   * @return whether it may go on; false if the object is closed, and then there is nothing to exit
   * @throws IllegalStateException if a call is running already
   */
  public boolean enter() {
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          name
              + ": this end is in use by another call; one thread uses an end at a time, and a"
              + " handler does not use the end that called it");
    }
    if (closed) {
      exit();
      return false;
    }
    return true;
  }

  /** Ends the call that {@link #enter} began. */
  public void exit() {
    BUSY.setRelease(this, false);
  }

  /** {@return whether {@link #close} or {@link #markClosed} was called} */
  public boolean isClosed() {
    return closed;
  }

  /** {@return whether this is the first time; no call begins any more, the one that runs goes on} */
  public synchronized boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /**
   * Lets no call begin any more, and waits until none is running.
   *
   * @param wakeUser wakes the user if it waits; run again and again until the user has left
   * @return whether this is the first time
   */
  public boolean close(Runnable wakeUser) {
    boolean first = markClosed();
    boolean interrupted = false;
    while ((boolean) BUSY.getVolatile(this)) {
      wakeUser.run();
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(PAUSE);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return first;
  }
}
