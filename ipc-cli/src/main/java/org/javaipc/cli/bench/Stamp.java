package org.javaipc.cli.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The time at which a message was sent, in its first 8 bytes. All processes of a machine have the
 * same {@code System.nanoTime}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2)</a>
 */
public final class Stamp {
  /** Length of the stamp in bytes. */
  public static final int BYTES = Long.BYTES;

  private Stamp() {}

  /** Writes the time, which is now. */
  public static void put(MemorySegment segment, long offset) {
    segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, System.nanoTime());
  }

  /** {@return the time that a stamp says, in nanoseconds} */
  public static long get(MemorySegment segment, long offset) {
    return segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
  }
}
