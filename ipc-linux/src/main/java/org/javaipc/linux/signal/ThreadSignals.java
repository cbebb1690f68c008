package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * The signals of the calling thread, which is the carrier if the caller is a virtual thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigprocmask.2.html">sigprocmask(2)</a>
 */
public final class ThreadSignals {
  private ThreadSignals() {}

  /** {@return the number of the calling thread} */
  public static int id() {
    return Unistd.gettid();
  }

  /** {@return the number of this process} */
  public static int processId() {
    return Unistd.getpid();
  }

  /** {@return the set of signals that the thread blocks} */
  public static long blocked() {
    return block(0);
  }

  /** {@return what was blocked before} Blocks the signals of a set, too. */
  public static long block(long set) {
    return mask(SignalCalls.SIG_BLOCK, set);
  }

  /** {@return what was blocked before} Blocks the signals of a set no more. */
  public static long unblock(long set) {
    return mask(SignalCalls.SIG_UNBLOCK, set);
  }

  /** {@return what was blocked before} Blocks the signals of a set and no others. */
  public static long replace(long set) {
    return mask(SignalCalls.SIG_SETMASK, set);
  }

  /** {@return the set of blocked signals that wait for this thread or for the process} */
  public static long pending() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SignalCalls.SIGSET);
      succeeded(SignalCalls.sigpending(set), "sigpending");
      return set.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** {@return memory with a set as libc wants it} */
  static MemorySegment sigset(Arena arena, long set) {
    MemorySegment sigset = arena.allocate(SignalCalls.SIGSET);
    sigset.set(ValueLayout.JAVA_LONG, 0, set);
    return sigset;
  }

  private static long mask(int how, long set) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(SignalCalls.SIGSET);
      succeeded(SignalCalls.sigprocmask(how, sigset(arena, set), before), "sigprocmask");
      return before.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  private static void succeeded(int returned, String call) {
    if (returned != 0) {
      throw new AssertionError(call + " returned " + returned);
    }
  }
}
