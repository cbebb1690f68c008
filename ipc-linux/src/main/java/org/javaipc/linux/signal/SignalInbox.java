package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Futex;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * Takes signals that the calling thread blocks, lower numbers first. Taking allocates nothing. For one
 * thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigwaitinfo.2.html">sigtimedwait(2)</a>
 */
public final class SignalInbox {
  private static final long SECOND = 1_000_000_000;
  private static final long ERRNO = offset(SignalCalls.SIGINFO, "si_errno");
  private static final long CODE = offset(SignalCalls.SIGINFO, "si_code");
  private static final long PID = offset(SignalCalls.SIGINFO, "si_pid");
  private static final long UID = offset(SignalCalls.SIGINFO, "si_uid");
  private static final long VALUE = offset(SignalCalls.SIGINFO, "si_value");
  private static final long STATUS = offset(SignalCalls.SIGINFO_CHILD, "si_status");

  private final MemorySegment set;
  private final MemorySegment info;
  private final MemorySegment timeout;

  /**
   * Makes an inbox; nothing is blocked.
   *
   * @param set of the signals to take; the thread that takes them blocks all of them
   */
  public SignalInbox(long set) {
    Arena arena = Arena.ofAuto();
    this.set = ThreadSignals.sigset(arena, set);
    this.info = arena.allocate(SignalCalls.SIGINFO);
    this.timeout = arena.allocate(Futex.TIMESPEC);
  }

  /**
   * Takes a signal.
   *
   * @param nanos longest time to wait; 0 or less does not wait
   * @return its number; 0 if the timeout elapsed, or a handler ran meanwhile
   */
  public int take(long nanos) throws IpcException {
    long wait = Math.max(0, nanos);
    timeout.set(ValueLayout.JAVA_LONG, 0, wait / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, wait % SECOND);
    int returned = SignalCalls.sigtimedwait(set, info, timeout);
    if (Errno.failed(returned)) {
      if (Errno.wouldBlock(returned) || Errno.interrupted(returned)) {
        return 0;
      }
      SystemErrors.check(returned, "sigtimedwait", "the signals of this thread");
    }
    return returned;
  }

  /** {@return the code that says where the last signal came from} */
  public int code() {
    return info.get(ValueLayout.JAVA_INT, CODE);
  }

  /** {@return an error number that came with the last signal, mostly 0} */
  public int error() {
    return info.get(ValueLayout.JAVA_INT, ERRNO);
  }

  /** {@return the process that sent the last signal, as it says; of a timer, its number} */
  public int pid() {
    return info.get(ValueLayout.JAVA_INT, PID);
  }

  /** {@return the user that sent the last signal, as it says; of a timer, its missed expirations} */
  public int uid() {
    return info.get(ValueLayout.JAVA_INT, UID);
  }

  /** {@return the payload of the last signal} */
  public long value() {
    return info.get(ValueLayout.JAVA_LONG, VALUE);
  }

  /** {@return the exit code or signal of the child that the last signal was about} */
  public int status() {
    return info.get(ValueLayout.JAVA_INT, STATUS);
  }

  private static long offset(StructLayout layout, String field) {
    return layout.byteOffset(PathElement.groupElement(field));
  }
}
