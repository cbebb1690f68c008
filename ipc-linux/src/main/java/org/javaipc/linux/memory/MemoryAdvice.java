package org.javaipc.linux.memory;

import org.javaipc.linux.raw.file.Mman;

/**
 * Advice to the kernel about how a program will use mapped memory. The kernel may decline, and says so: {@link
 * AdviceAnswer}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">mlock(2)</a>
 */
public enum MemoryAdvice {
  /** No special use; revokes earlier advice about the order of access. */
  NORMAL(Mman.MADV_NORMAL),
  /** Pages are used in no particular order: reading ahead is useless. */
  RANDOM(Mman.MADV_RANDOM),
  /** Pages are used from low to high: read far ahead, and drop them soon. */
  SEQUENTIAL(Mman.MADV_SEQUENTIAL),
  /** The memory is needed soon: read it in now. */
  WILL_NEED(Mman.MADV_WILLNEED),
  /** Use huge pages, if the kernel is configured for them. */
  HUGE_PAGES(Mman.MADV_HUGEPAGE),
  /** Use no huge pages. */
  NO_HUGE_PAGES(Mman.MADV_NOHUGEPAGE),
  /** Load the pages into memory and keep them there; counts against {@code ulimit -l}. */
  LOCK(-1),
  /** Revokes {@link #LOCK}. */
  UNLOCK(-1);

  private final int madvise;

  MemoryAdvice(int madvise) {
    this.madvise = madvise;
  }

  /** {@return the name of the call that gives this advice} */
  String call() {
    return switch (this) {
      case LOCK -> "mlock";
      case UNLOCK -> "munlock";
      default -> "madvise";
    };
  }

  /** Gives the advice; {@return 0 or -errno}. */
  int give(long address, long length) {
    return switch (this) {
      case LOCK -> Mman.mlock(address, length);
      case UNLOCK -> Mman.munlock(address, length);
      default -> Mman.madvise(address, length, madvise);
    };
  }
}
