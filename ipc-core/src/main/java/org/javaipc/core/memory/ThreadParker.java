package org.javaipc.core.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.Parker;
import org.jspecify.annotations.Nullable;

/**
 * Parks threads on words within one JVM, one thread per word; virtual threads release their carriers.
 */
public final class ThreadParker implements Parker {
  /** Words lie at least this many bytes apart: the descriptor keeps them two cache lines away. */
  private static final int WORD_DISTANCE = 128;

  private final MemorySegment header;
  private final AtomicReferenceArray<@Nullable Thread> sleepers;

  /**
   * Parks threads on the words of a header.
   *
   * @param header that has the words
   */
  public ThreadParker(MemorySegment header) {
    this.header = header;
    this.sleepers = new AtomicReferenceArray<>((int) (header.byteSize() / WORD_DISTANCE));
  }

  @Override
  public boolean isAsymmetric() {
    return false;
  }

  @Override
  public void heavyFence() {
    VarHandle.fullFence();
  }

  @Override
  public void park(long offset, int expected, long nanos) {
    int index = (int) (offset / WORD_DISTANCE);
    sleepers.set(index, Thread.currentThread());
    if (Fields.getIntVolatile(header, offset) == expected) {
      LockSupport.parkNanos(this, nanos);
    }
    sleepers.set(index, null);
  }

  @Override
  public void unpark(long offset) {
    LockSupport.unpark(sleepers.get((int) (offset / WORD_DISTANCE)));
  }
}
