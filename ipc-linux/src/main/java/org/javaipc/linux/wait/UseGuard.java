package org.javaipc.linux.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.RunningCall;
import org.jspecify.annotations.Nullable;

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
  private static final VarHandle USER;

  static {
    try {
      USER = MethodHandles.lookup().findVarHandle(UseGuard.class, "user", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** After this many pauses, a closing thread checks whether the user has really left. */
  private static final int PAUSES_BEFORE_LOOK = 64;

  private final String name;
  private final Class<?> end;

  /** The thread that is within a call; null if none is. */
  @SuppressWarnings("unused") // by USER
  private @Nullable Thread user;

  private volatile boolean closed;

  /**
   * Guards one end.
   *
   * @param name for messages
   * @param end class of what is guarded, whose methods {@link #enter} and {@link #exit}
   */
  public UseGuard(String name, Class<?> end) {
    this.name = name;
    this.end = end;
  }

  /**
   * Begins a call of the user.
   *
   * @return whether it may go on; false if the object is closed, and then there is nothing to exit
   * @throws IllegalStateException if a call is running already
   */
  public boolean enter() {
    Thread current = Thread.currentThread();
    Thread other = (Thread) USER.compareAndExchange(this, null, current);
    if (other != null) {
      replace(other, current);
    }
    if (closed) {
      exit();
      return false;
    }
    return true;
  }

  /** Enters in the place of one whose call was cut short. It takes the place first, so that the other cannot begin a call. */
  private void replace(Thread other, Thread current) {
    if (!USER.compareAndSet(this, other, current)) {
      throw inUse();
    }
    if (RunningCall.isRunning(other, end)) {
      USER.compareAndSet(this, current, other);
      throw inUse();
    }
  }

  private IllegalStateException inUse() {
    return new IllegalStateException(
        name
            + ": this end is in use by another call; only one thread may use an end at a time, and a"
            + " handler must not use the end that called it; for many threads use sender.shared()");
  }

  /** Ends the call that {@link #enter} began. */
  public void exit() {
    try {
      USER.compareAndSet(this, Thread.currentThread(), null); // another one may be looking
    } catch (StackOverflowError e) {
      // The call's work is done; a thread that finds the mark checks whether the call is still
      // running.
    }
  }

  /** {@return whether a call is running; not one that an error cut short before it could exit} */
  public boolean isInUse() {
    return RunningCall.isRunning((Thread) USER.getVolatile(this), end);
  }

  /** {@return whether {@link #close} or {@link #markClosed} was called} */
  public boolean isClosed() {
    return closed;
  }

  /** {@return whether this is the first time} No call can begin after this; a running one continues. */
  public synchronized boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /**
   * Prevents further calls, and waits until none is running.
   *
   * @param wakeUser wakes the user if it waits; run repeatedly until the user has left
   * @return whether this is the first time
   */
  public boolean close(Runnable wakeUser) {
    boolean first = markClosed();
    boolean interrupted = false;
    int pauses = 0;
    while (USER.getVolatile(this) != null && (++pauses % PAUSES_BEFORE_LOOK != 0 || isInUse())) {
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
