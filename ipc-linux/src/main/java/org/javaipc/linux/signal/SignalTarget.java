package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchProcessException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * One thread of one process, for which signals with payloads are queued. Queuing allocates nothing.
 * Any thread may do it.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/rt_sigqueueinfo.2.html">rt_tgsigqueueinfo(2)</a>
 */
public final class SignalTarget {
  private static final long SIGNO = offset("si_signo");
  private static final long CODE = offset("si_code");
  private static final long PID = offset("si_pid");
  private static final long UID = offset("si_uid");
  private static final long VALUE = offset("si_value");

  /** One for each thread: a target may be made for a single signal. */
  private static final ThreadLocal<MemorySegment> INFO =
      ThreadLocal.withInitial(SignalTarget::newInfo);

  private final int pid;
  private final int tid;

  /**
   * Names a thread; nothing is looked up.
   *
   * @param pid of its process
   * @param tid of the thread
   */
  public SignalTarget(int pid, int tid) {
    if (pid <= 0 || tid <= 0) {
      throw new IllegalArgumentException("pid=%d tid=%d are not over 0".formatted(pid, tid));
    }
    this.pid = pid;
    this.tid = tid;
  }

  private static MemorySegment newInfo() {
    MemorySegment info = Arena.ofAuto().allocate(SignalCalls.SIGINFO);
    info.set(ValueLayout.JAVA_INT, CODE, SignalCalls.SI_QUEUE);
    info.set(ValueLayout.JAVA_INT, PID, Unistd.getpid());
    info.set(ValueLayout.JAVA_INT, UID, Unistd.geteuid());
    return info;
  }

  /**
   * Queues a signal.
   *
   * @param signal 1 to 64
   * @param value an int, or as long as a pointer
   * @return false if the queue is full
   * @throws NoSuchProcessException if there is no such thread in that process
   * @throws AccessRefusedException if the user has no permission
   */
  public boolean queue(int signal, long value) throws IpcException {
    MemorySegment info = INFO.get();
    info.set(ValueLayout.JAVA_INT, SIGNO, signal);
    info.set(ValueLayout.JAVA_LONG, VALUE, value);
    int returned = SignalCalls.rt_tgsigqueueinfo(pid, tid, signal, info);
    if (Errno.failed(returned)) {
      if (Errno.wouldBlock(returned)) {
        return false;
      }
      SignalSending.check(returned, "rt_tgsigqueueinfo", toString(), signal);
    }
    return true;
  }

  @Override
  public String toString() {
    return "thread " + tid + " of process " + pid;
  }

  private static long offset(String field) {
    return SignalCalls.SIGINFO.byteOffset(PathElement.groupElement(field));
  }
}
