package org.javaipc.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks that run at the end of this process, one after another, the last registered first, as {@code atexit} does in C.
 *
 * <ul>
 *   <li>They run when the last thread that is not a daemon ends, at {@link System#exit}, and, unlike in C,
 *       when SIGHUP, SIGINT or SIGTERM ends the JVM. The JVM's shutdown hooks run at the same time, but all at once
 * and in no order; these callbacks run in one of them.
 *   <li>They do not run at {@link Runtime#halt}, which is C's {@code _exit}, nor at {@link
 *       Exec#replace}, a crash, or SIGKILL. What must be cleaned up even then belongs to the kernel
 *       (descriptors, locks, a signal at the parent's death) or to the next process that starts.
 *   <li>A callback that throws is logged, and the others still run.
 *   <li>A callback may register another one, which runs next. No callback may call {@link System#exit}, which would
 * wait for itself.
 * </ul>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/atexit.3.html">atexit(3)</a>
 */
public final class ExitCallbacks {
  private static final Deque<Registration> CALLBACKS = new ArrayDeque<>();
  private static boolean hooked;
  private static boolean over;

  private ExitCallbacks() {}

  /**
   * Registers a callback. It may be registered several times, and runs as often.
   *
   * @param callback to run
   * @return the registration, by which it can be withdrawn
   * @throws IllegalStateException if all callbacks have run, or other shutdown hooks run already
   */
  public static Registration register(Runnable callback) {
    synchronized (CALLBACKS) {
      if (over) {
        throw new IllegalStateException("the exit callbacks have run");
      }
      if (!hooked) {
        Runtime.getRuntime().addShutdownHook(new Thread(ExitCallbacks::run, "javaipc-exit"));
        hooked = true;
      }
      Registration registration = new Registration(callback);
      CALLBACKS.push(registration);
      return registration;
    }
  }

  private static void run() {
    for (Registration next = next(); next != null; next = next()) {
      try {
        next.callback.run();
      } catch (RuntimeException | Error e) {
        System.getLogger(ExitCallbacks.class.getName())
            .log(System.Logger.Level.ERROR, "an exit callback failed", e);
      }
    }
  }

  private static @Nullable Registration next() {
    synchronized (CALLBACKS) {
      over = CALLBACKS.isEmpty();
      return CALLBACKS.poll();
    }
  }

  /** A callback that is registered. */
  public static final class Registration implements AutoCloseable {
    private final Runnable callback;

    private Registration(Runnable callback) {
      this.callback = callback;
    }

    /** Withdraws the callback, unless it has begun; repeating it does nothing. */
    @Override
    public void close() {
      synchronized (CALLBACKS) {
        CALLBACKS.remove(this);
      }
    }
  }
}
