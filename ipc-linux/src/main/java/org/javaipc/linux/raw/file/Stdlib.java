package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * stdlib.h: the end of a process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/abort.3.html">abort(3)</a>
 */
public final class Stdlib {
  private Stdlib() {}

  /** void abort(void). */
  public static void abort() {
    Libc.callInt(Abort.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  private static final class Abort {
    static final MemorySegment ADDRESS = Libc.function("abort");
  }
}
