package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.process.SignalCalls;
import org.javaipc.linux.raw.process.Wait;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Takes the status of children that this process has not started but adopted. It inspects each child before it takes
 * the status, so that children of {@link Spawner} and of the JDK keep theirs for their own waiters.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 */
public final class Orphans {
  private static final long PID =
      SignalCalls.SIGINFO_CHILD.byteOffset(PathElement.groupElement("si_pid"));
  private static final long PAUSE_MILLIS = 50;

  /** How long one has ended before its status is taken: the thread of the JDK for a child of its own may not run yet. */
  private static final long GRACE = 1_000_000_000;

  /** When children were first seen to have ended, by number; used by the one thread that starts programs. */
  private static final Map<Integer, Long> ENDED = new HashMap<>();

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
        // This thread never ends; memory or threads that are lacking now are there later.
      }
    }
  }

  private static void reapEnded() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SignalCalls.SIGINFO_CHILD);
      if (!hasEnded(Wait.P_ALL, 0, info)) {
        ENDED.clear();
        return;
      }
      long now = System.nanoTime();
      Set<Integer> ended = ended(info);
      ENDED.keySet().retainAll(ended);
      for (int pid : ended) {
        long since = ENDED.computeIfAbsent(pid, _ -> now);
        if (now - since >= GRACE && !isAwaited(pid)) {
          Wait.wait4(pid, arena.allocate(ValueLayout.JAVA_INT), 0, arena.allocate(Wait.RUSAGE));
        }
      }
    }
  }

  /** {@return the children that have ended and still have their status} */
  private static Set<Integer> ended(MemorySegment info) {
    return ProcessHandle.current()
        .children()
        .map(child -> (int) child.pid())
        .filter(pid -> hasEnded(Wait.P_PID, pid, info))
        .collect(Collectors.toSet());
  }

  /** {@return whether such a child has ended, whose status stays} */
  private static boolean hasEnded(int kind, int pid, MemorySegment info) {
    info.set(ValueLayout.JAVA_INT, PID, 0);
    int returned = Wait.waitid(kind, pid, info, Wait.WEXITED | Wait.WNOWAIT);
    return !Errno.failed(returned) && info.get(ValueLayout.JAVA_INT, PID) != 0;
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
