package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Selector;
import org.javaipc.linux.kernel.Interruptible;
import org.javaipc.linux.raw.Futex;
import org.jspecify.annotations.Nullable;

/** A platform thread that sleeps on a futex. */
final class Sleeper extends Interruptible {
  private static final ThreadLocal<Sleeper> CURRENT = ThreadLocal.withInitial(Sleeper::new);
  private static final long SECOND = 1_000_000_000;

  /** The next sleeper of the same parker, who guards it. */
  @Nullable Sleeper next;

  private final MemorySegment timeout = Arena.ofAuto().allocate(Futex.TIMESPEC);
  private @Nullable FutexParker parker;
  private long offset;
  private int expected;

  private Sleeper() {}

  /** {@return the calling thread as a sleeper} */
  static Sleeper current() {
    return CURRENT.get();
  }

  /** Says where this thread is about to sleep. */
  void enter(FutexParker where, long offset, int expected) {
    this.parker = where;
    this.offset = offset;
    this.expected = expected;
  }

  /** Sleeps while the word has the expected value. */
  void sleep(long word, int expected, long nanos) {
    timeout.set(ValueLayout.JAVA_LONG, 0, nanos / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % SECOND);
    begin();
    try {
      Futex.waitOn(word, expected, timeout.address());
    } finally {
      end();
    }
  }

  /** Ends the sleep, also one that is about to begin. */
  @Override
  public Selector wakeup() {
    FutexParker where = parker;
    if (where != null) {
      try {
        where.wake(offset, expected);
      } catch (InternalError e) {
        // The file was cut short under the mapping: the sleep has failed or ends by its timeout.
      }
    }
    return this;
  }
}
