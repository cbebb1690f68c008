package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.WeakHashMap;
import org.javaipc.linux.raw.ipc.Futex;
import org.javaipc.spi.MemoryFault;
import org.jspecify.annotations.Nullable;

/** A platform thread that sleeps on a futex. */
final class Sleeper extends Interruptible {
  /** Weak, because a thread of the application must not keep our classes. */
  private static final ThreadLocal<@Nullable WeakReference<Sleeper>> CURRENT = new ThreadLocal<>();

  /** Keeps them as long as their threads; guarded by itself. */
  private static final Map<Thread, Sleeper> ALL = new WeakHashMap<>();

  private static final long SECOND = 1_000_000_000;

  /** The next sleeper of the same parker; guarded by the parker. */
  @Nullable Sleeper next;

  private final MemorySegment timeout = Arena.ofAuto().allocate(Futex.TIMESPEC);
  private @Nullable FutexParker parker;
  private long offset;
  private int expected;

  private Sleeper() {}

  /** {@return the calling thread as a sleeper} */
  static Sleeper current() {
    WeakReference<Sleeper> known = CURRENT.get();
    Sleeper sleeper = known == null ? null : known.get();
    return sleeper == null ? make() : sleeper;
  }

  private static Sleeper make() {
    Sleeper sleeper = new Sleeper();
    CURRENT.set(new WeakReference<>(sleeper));
    synchronized (ALL) {
      ALL.put(Thread.currentThread(), sleeper);
    }
    return sleeper;
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
      try (MemoryFault.SETTLED) {
        where.wake(offset, expected);
      } catch (InternalError e) {
        // The file was cut short under the mapping: the sleep has failed or ends by its timeout.
      }
    }
    return this;
  }
}
