package org.javaipc.linux.raw.ipc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.javaipc.linux.raw.Libc.field64;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Syscall;

/**
 * linux/futex.h: sleeping on a word that processes share. Words and times are raw addresses: a
 * segment that is passed to a blocked call cannot be closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 */
public final class Futex {
  public static final int FUTEX_WAIT = 0;
  public static final int FUTEX_WAKE = 1;
  public static final int FUTEX_WAKE_OP = 5;

  public static final int FUTEX_OP_ADD = 1;
  public static final int FUTEX_OP_CMP_EQ = 0;

  public static final int FUTEX_PRIVATE_FLAG = 128;
  public static final int FUTEX_32 = 2;

  /** Most words that one {@link #waitOnAny} waits for. */
  public static final int FUTEX_WAITV_MAX = 128;

  /** {@code struct futex_waitv}. */
  public static final StructLayout WAITV =
      MemoryLayout.structLayout(
              field64("val"),
              field64("uaddr"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("__reserved"))
          .withName("futex_waitv");

  /** {@code struct timespec}. */
  public static final StructLayout TIMESPEC =
      MemoryLayout.structLayout(field64("tv_sec"), field64("tv_nsec")).withName("timespec");

  private static final long NUMBER = Architecture.current().SYS_futex();

  /** The same on every processor, as all system calls since Linux 5.1. */
  @SuppressWarnings("ConstantField") // the name of the C macro
  public static final int SYS_futex_waitv = 449;

  /** time.h. */
  public static final int CLOCK_MONOTONIC = 1;

  private Futex() {}

  /**
   * syscall(SYS_futex_waitv, waiters, count, 0, timeout, CLOCK_MONOTONIC): the timeout is a point in
   * time; {@return the index of a word that was woken, or -errno}.
   */
  public static int waitOnAny(long waiters, int count, long timeout) {
    return (int) Syscall.call(SYS_futex_waitv, waiters, count, 0, timeout, CLOCK_MONOTONIC);
  }

  /** syscall(SYS_futex, word, FUTEX_WAIT, expected, timeout): the timeout is relative. */
  public static int waitOn(long word, int expected, long timeout) {
    return (int) Syscall.call(NUMBER, word, FUTEX_WAIT, expected, timeout, 0);
  }

  /** syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX): cannot block; -1 if there is no such word. */
  public static int wakeAll(long word) {
    return (int) Syscall.critical(NUMBER, word, FUTEX_WAKE, Integer.MAX_VALUE);
  }

  /**
   * syscall(SYS_futex, word, FUTEX_WAKE_OP, 1, 0, added, FUTEX_OP(ADD, addend, CMP_EQ, -1)): the kernel adds to one
   * word, atomically, and wakes one waiter of the other; cannot block; {@return how many were woken; -1 if there is no
   * such memory}
   *
   * @param addend -2048 to 2047
   */
  public static int addAndWakeOne(long added, int addend, long word) {
    int operation = FUTEX_OP_ADD << 28 | FUTEX_OP_CMP_EQ << 24 | (addend & 0xfff) << 12 | 0xfff;
    return (int) Syscall.critical(NUMBER, word, FUTEX_WAKE_OP, 1, 0, added, operation);
  }

  /** syscall(SYS_futex, word, FUTEX_WAKE, 1): wakes one waiter; cannot block. */
  public static int wakeOne(long word) {
    return (int) Syscall.critical(NUMBER, word, FUTEX_WAKE, 1);
  }

  /** The same for a word that only this process knows. */
  public static int wakeAllPrivate(long word) {
    int operation = FUTEX_WAKE | FUTEX_PRIVATE_FLAG;
    return (int) Syscall.critical(NUMBER, word, operation, Integer.MAX_VALUE);
  }
}
