package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import org.javaipc.linux.raw.Futex;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that sleeps on a futex. It is a selector only because {@code begin} and {@code
 * end} of {@link AbstractSelector} are how {@link Thread#interrupt} reaches a thread that waits in
 * the kernel: it calls {@link #wakeup}.
 */
final class Sleeper extends AbstractSelector {
  private static final ThreadLocal<Sleeper> CURRENT = ThreadLocal.withInitial(Sleeper::new);
  private static final long SECOND = 1_000_000_000;

  /** The next sleeper of the same parker, who guards it. */
  @Nullable Sleeper next;

  private final MemorySegment timeout = Arena.ofAuto().allocate(Futex.TIMESPEC);
  private @Nullable FutexParker parker;
  private long offset;
  private int expected;

  private Sleeper() {
    super(null); // the system's provider is never asked, and slow to load
  }

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

  @Override
  protected void implCloseSelector() {}

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SelectionKey> keys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int selectNow() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select(long timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select() {
    throw new UnsupportedOperationException();
  }
}
