package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * What happens to this process on a signal that no thread blocks.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigaction.2.html">sigaction(2)</a>
 */
public enum Disposition {
  /** What signal(7) says. */
  DEFAULT,
  /** Nothing. */
  IGNORED,
  /** A handler runs: the JVM's. */
  HANDLED;

  private static final long HANDLER =
      SignalCalls.SIGACTION.byteOffset(PathElement.groupElement("sa_handler"));

  /**
   * {@return what happens on a signal}
   *
   * @param signal 1 to 64, but none of libc's own
   * @throws IpcException if there is no such signal
   */
  public static Disposition of(int signal) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SignalCalls.SIGACTION);
      check(SignalCalls.sigaction(signal, action), signal);
      long handler = action.get(ValueLayout.JAVA_LONG, HANDLER);
      return SignalCalls.isDefault(handler)
          ? DEFAULT
          : SignalCalls.isIgnoring(handler) ? IGNORED : HANDLED;
    }
  }

  /**
   * Makes the process ignore a signal; what is pending of it for threads that block it stays only if it
   * comes afterwards, so block first and ignore then, before anybody sends.
   *
   * @param signal 1 to 64, but neither KILL nor STOP nor one of libc's own
   * @throws IpcException if the kernel refuses
   */
  public static void ignore(int signal) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      check(SignalCalls.sigactionIgnore(signal, arena.allocate(SignalCalls.SIGACTION)), signal);
    }
  }

  /**
   * Restores the default.
   *
   * @param signal 1 to 64, but neither KILL nor STOP nor one of libc's own
   * @throws IpcException if the kernel refuses
   */
  public static void restoreDefault(int signal) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      check(SignalCalls.sigactionDefault(signal, arena.allocate(SignalCalls.SIGACTION)), signal);
    }
  }

  private static void check(int returned, int signal) throws IpcException {
    SystemErrors.check(returned, "sigaction", "signal " + signal);
  }
}
