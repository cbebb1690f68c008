package org.javaipc.linux.raw.process;

import static org.javaipc.linux.raw.Libc.field64;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/wait.h: what became of a child.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/wait4.2.html">wait4(2)</a>
 */
public final class Wait {
  public static final int P_ALL = 0;
  public static final int P_PID = 1;
  public static final int P_PIDFD = 3;
  public static final int WNOHANG = 1;
  public static final int WSTOPPED = 2;
  public static final int WEXITED = 4;
  public static final int WCONTINUED = 8;
  public static final int WNOWAIT = 0x100_0000;

  /** {@code struct rusage}. */
  public static final StructLayout RUSAGE =
      MemoryLayout.structLayout(
              time("ru_utime"),
              time("ru_stime"),
              field64("ru_maxrss"),
              field64("ru_ixrss"),
              field64("ru_idrss"),
              field64("ru_isrss"),
              field64("ru_minflt"),
              field64("ru_majflt"),
              field64("ru_nswap"),
              field64("ru_inblock"),
              field64("ru_oublock"),
              field64("ru_msgsnd"),
              field64("ru_msgrcv"),
              field64("ru_nsignals"),
              field64("ru_nvcsw"),
              field64("ru_nivcsw"))
          .withName("rusage");

  private Wait() {}

  /** int waitid(idtype_t idtype, id_t id, siginfo_t *info, int options); never without WNOHANG. */
  public static int waitid(int idtype, int id, MemorySegment info, int options) {
    return Libc.callInt(Waitid.ADDRESS, idtype, id, info.address(), options | WNOHANG, 0, 0);
  }

  /** pid_t wait4(pid_t pid, int *wstatus, int options, struct rusage *); never without WNOHANG. */
  public static int wait4(int pid, MemorySegment wstatus, int options, MemorySegment rusage) {
    return Libc.callInt(
        Wait4.ADDRESS, pid, wstatus.address(), options | WNOHANG, rusage.address(), 0, 0);
  }

  private static StructLayout time(String name) {
    return MemoryLayout.structLayout(field64("tv_sec"), field64("tv_usec")).withName(name);
  }

  private static final class Waitid {
    static final MemorySegment ADDRESS = Libc.function("waitid");
  }

  private static final class Wait4 {
    static final MemorySegment ADDRESS = Libc.function("wait4");
  }
}
