package org.javaipc.linux.raw.process;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/prctl.h: what a process or thread asks of the kernel for itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prctl.2.html">prctl(2)</a>
 */
public final class Prctl {
  public static final int PR_SET_PDEATHSIG = 1;
  public static final int PR_SET_CHILD_SUBREAPER = 36;

  private Prctl() {}

  /** int prctl(int op, long argument). */
  public static int prctl(int op, long argument) {
    return Libc.callInt(Prctl0.ADDRESS, op, argument, 0, 0, 0, 0);
  }

  private static final class Prctl0 {
    static final MemorySegment ADDRESS = Libc.function("prctl");
  }
}
