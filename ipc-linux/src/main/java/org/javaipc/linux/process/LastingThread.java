package org.javaipc.linux.process;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * The thread that starts children. The signal that a child may ask for at its parent's death comes when the
 * <em>thread</em> ends that started it, so this one lasts as long as any child does; and for good once this process
 * has asked for such a signal itself, as the wish belongs to the thread that uttered it.
 */
final class LastingThread {
  private static final long LINGER_MILLIS = 200;
  private static final LinkedBlockingQueue<Runnable> TASKS = new LinkedBlockingQueue<>();

  // Guarded by the class.
  private static boolean running;
  private static boolean forGood;

  private LastingThread() {}

  /** Runs a task, which throws nothing. */
  static synchronized void execute(Runnable task) throws ResourceLimitException {
    if (!running) {
      LibraryThread.start(LibraryThread.of("javaipc-spawner", LastingThread::run));
      running = true;
    }
    TASKS.add(task);
  }

  /** The thread never ends from now on. */
  static synchronized void keep() {
    forGood = true;
  }

  /** The last child has ended: the thread may. */
  static void childrenEnded() {
    TASKS.add(() -> {});
  }

  private static void run() {
    try {
      while (true) {
        Runnable task = next();
        if (task != null) {
          task.run();
        } else if (mayEnd()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // no other code can interrupt this thread
    }
  }

  private static @Nullable Runnable next() throws InterruptedException {
    return isNeeded() ? TASKS.take() : TASKS.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static synchronized boolean isNeeded() {
    return forGood || ChildProcess.areAlive();
  }

  private static synchronized boolean mayEnd() {
    running = isNeeded() || !TASKS.isEmpty();
    return !running;
  }
}
