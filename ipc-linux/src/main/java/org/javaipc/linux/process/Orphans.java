package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.process.SignalCalls;
import org.javaipc.linux.raw.process.Wait;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Takes the status of children that nobody in this process has started: those that it has adopted. Each is looked at
 * before its status is taken, so that children of {@link Spawner} and of the JDK keep theirs for who waits for them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 */
public final class Orphans {
  private static final long PID =
      SignalCalls.SIGINFO_CHILD.byteOffset(PathElement.groupElement("si_pid"));
  private static final long PAUSE_MILLIS = 50;
  private static @Nullable Thread thread; // guarded by the class

  private Orphans() {}

  /**
   * Takes the status of all that end from now on, on a thread that lasts; repeating it does nothing.
   *
   * @throws ResourceLimitException if the system has no thread left; the next call tries again
   */
  public static synchronized void reap() throws ResourceLimitException {
    if (thread == null) {
      Thread fresh = LibraryThread.of("javaipc-orphans", Orphans::run);
      LibraryThread.start(fresh);
      thread = fresh;
    }
  }

  private static void run() {
    while (true) {
      try {
        Thread.sleep(PAUSE_MILLIS);
        // Where programs are started: none is between its start and our knowing of it.
        LastingThread.execute(Orphans::reapEnded);
      } catch (ResourceLimitException | InterruptedException | RuntimeException | Error e) {
        // Nobody ends this thread, and what has no memory or thread now has some later.
      }
    }
  }

  private static void reapEnded() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SignalCalls.SIGINFO_CHILD);
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment usage = arena.allocate(Wait.RUSAGE);
      int pid = ended(info);
      while (pid > 0 && !isAwaited(pid)) {
        if (Wait.wait4(pid, status, 0, usage) != pid) {
          return;
        }
        pid = ended(info);
      }
    }
  }

  /** {@return one that has ended, which still has its status; 0 if there is none} */
  private static int ended(MemorySegment info) {
    info.set(ValueLayout.JAVA_INT, PID, 0);
    int returned = Wait.waitid(Wait.P_ALL, 0, info, Wait.WEXITED | Wait.WNOWAIT);
    return Errno.failed(returned) ? 0 : info.get(ValueLayout.JAVA_INT, PID);
  }

  private static boolean isAwaited(int pid) {
    return ChildProcess.isKnown(pid) || isOfJdk(pid);
  }

  /** The JDK has a thread for each of its children, whose name tells which. */
  private static boolean isOfJdk(int pid) {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[2 * root.activeCount() + 16];
    int count = root.enumerate(threads);
    String name = "process reaper (pid " + pid + ")";
    return Arrays.stream(threads, 0, count)
        .filter(Objects::nonNull)
        .anyMatch(thread -> thread.getName().equals(name));
  }
}
