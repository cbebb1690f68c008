package org.javaipc.core.mirror;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.javaipc.core.memory.ThreadParker;
import org.javaipc.spi.Parker;
import org.jspecify.annotations.Nullable;

/** Parks the threads of this JVM, and runs a callback if the sleeping end is remote. */
final class MirrorParker implements Parker {
  /** Words lie at least this many bytes apart. */
  private static final int WORD_DISTANCE = 128;

  private final ThreadParker threads;
  private final AtomicReferenceArray<@Nullable Runnable> elsewhere;

  MirrorParker(MemorySegment header) {
    this.threads = new ThreadParker(header);
    this.elsewhere = new AtomicReferenceArray<>((int) (header.byteSize() / WORD_DISTANCE));
  }

  /**
   * Sets a callback to be run whenever a word is unparked, by the thread that unparks it; it must neither wait nor
   * throw.
   *
   * @param offset of the word in bytes
   * @param told the callback; null for none
   */
  void onUnpark(long offset, @Nullable Runnable told) {
    elsewhere.set((int) (offset / WORD_DISTANCE), told);
  }

  @Override
  public boolean isAsymmetric() {
    return threads.isAsymmetric();
  }

  @Override
  public void heavyFence() {
    threads.heavyFence();
  }

  @Override
  public void park(long offset, int expected, long nanos) {
    threads.park(offset, expected, nanos);
  }

  @Override
  public void unpark(long offset) {
    Runnable told = elsewhere.get((int) (offset / WORD_DISTANCE));
    if (told == null) {
      threads.unpark(offset);
    } else {
      told.run();
    }
  }
}
