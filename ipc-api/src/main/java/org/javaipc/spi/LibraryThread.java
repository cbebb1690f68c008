package org.javaipc.spi;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.ResourceLimitException;

/**
 * The platform threads of the library. They are daemons that survive whatever is thrown (except those of {@link
 * #once}). They keep nothing of the application that happened to need them first, neither its class loader nor its
 * inheritable thread locals.
 */
public final class LibraryThread {
  private static final long FIRST_PAUSE = 1_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;
  private static final long LONGEST_PASSING_PAUSE = 50_000_000;

  private final String name;
  private final Runnable body;
  private int failures;
  private long pause;

  private LibraryThread(String name, Runnable body) {
    this.name = name;
    this.body = body;
  }

  /**
   * {@return a thread that has not been started}
   *
   * @param name of the thread, beginning with {@code javaipc-}
   * @param body what the thread runs; the thread ends when this returns; if it throws, it is run again after a pause
   */
  public static Thread of(String name, Runnable body) {
    return once(name, new LibraryThread(name, body)::live);
  }

  /**
   * {@return a thread that has not been started, and that ends when its body throws} It is for a body that must not run
   * twice, such as the event loop of another library, which frees its memory when it ends.
   *
   * @param name of the thread, beginning with {@code javaipc-}
   * @param body what the thread runs
   */
  public static Thread once(String name, Runnable body) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .inheritInheritableThreadLocals(false)
            .unstarted(body);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }

  /**
   * Begins with a failure, which loads and links all code that survives one. When the heap is full, the JVM could not
   * even look up the handler of an exception, and the thread would die.
   */
  private void live() {
    boolean rehearsed = false;
    boolean over = false;
    while (!over) {
      try {
        if (!rehearsed) {
          rehearsed = true;
          throw new OutOfMemoryError("a rehearsal");
        }
        body.run();
        over = true;
      } catch (Throwable thrown) {
        survive(thrown);
      }
    }
  }

  private void survive(Throwable thrown) {
    boolean passing = isPassing(thrown);
    if (!passing && Integer.bitCount(++failures) == 1) { // the first, the second, the fourth, ...
      report(thrown);
    }
    pause = Math.clamp(2 * pause, FIRST_PAUSE, passing ? LONGEST_PASSING_PAUSE : LONGEST_PAUSE);
    LockSupport.parkNanos(pause);
  }

  private void report(Throwable thrown) {
    try {
      System.getLogger(LibraryThread.class.getName())
          .log(System.Logger.Level.ERROR, "thread=" + name + " continues after a failure", thrown);
    } catch (Throwable unreported) {
      // The thread continues.
    }
  }

  /**
   * Starts a thread, platform or virtual.
   *
   * @param thread not started yet; after an exception from this method, make a new one
   * @throws ResourceLimitException if the system cannot start another thread
   */
  public static void start(Thread thread) throws ResourceLimitException {
    try {
      Checkpoint.THREAD_START.pass();
      thread.start();
    } catch (OutOfMemoryError e) {
      throw new ResourceLimitException(
          "cannot start thread="
              + thread.getName()
              + ": "
              + e.getMessage()
              + "; this user or container has reached its limit of threads, or has no memory for another: raise"
              + " `ulimit -u`, the container's pids.max or kernel.threads-max",
          e);
    }
  }

  /**
   * {@return whether a failure is for lack of memory or stack, so that a retry a moment later may succeed}
   *
   * @param thrown by code that a thread of the library called
   */
  public static boolean isPassing(Throwable thrown) {
    return thrown instanceof OutOfMemoryError || thrown instanceof StackOverflowError;
  }
}
