package org.javaipc.signal;

import org.javaipc.linux.signal.ThreadSignals;

/**
 * The signals that the calling platform thread blocks. A blocked signal that is sent to the thread
 * stays pending: a standard one once, a real-time one as often as it was sent; lower numbers come first
 * when it is unblocked. One that is sent to the process is taken by any thread that does not block it.
 *
 * <p>Virtual threads have no mask: each method throws {@link IllegalStateException} on one.
 *
 * <pre>{@code
 * SignalSet before = SignalMask.block(SignalSet.of(Signal.USR1));
 * try {
 *   // USR1 to this thread waits
 * } finally {
 *   SignalMask.replace(before);
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigprocmask.2.html">sigprocmask(2)</a>
 */
public final class SignalMask {
  private SignalMask() {}

  /** {@return the signals that this thread blocks} */
  public static SignalSet current() {
    requirePlatformThread();
    return new SignalSet(ThreadSignals.blocked());
  }

  /**
   * Blocks signals, in addition to those that are already blocked. KILL and STOP are never blocked.
   *
   * @param set to block
   * @return what was blocked before
   */
  public static SignalSet block(SignalSet set) {
    requirePlatformThread();
    return new SignalSet(ThreadSignals.block(set.bits()));
  }

  /**
   * Unblocks signals; those that are pending are delivered before this method returns.
   *
   * @param set to unblock
   * @return what was blocked before
   */
  public static SignalSet unblock(SignalSet set) {
    requirePlatformThread();
    return new SignalSet(ThreadSignals.unblock(set.bits()));
  }

  /**
   * Blocks the signals of a set and no others.
   *
   * @param set to block
   * @return what was blocked before
   */
  public static SignalSet replace(SignalSet set) {
    requirePlatformThread();
    return new SignalSet(ThreadSignals.replace(set.bits()));
  }

  /** {@return the blocked signals that wait for this thread, or for the process} */
  public static SignalSet pending() {
    requirePlatformThread();
    return new SignalSet(ThreadSignals.pending());
  }

  static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "thread=virtual: a virtual thread has no signal mask, and runs on any carrier; use a"
              + " platform thread (Thread.ofPlatform())");
    }
  }
}
