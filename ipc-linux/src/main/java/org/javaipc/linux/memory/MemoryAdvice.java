package org.javaipc.linux.memory;

import org.javaipc.linux.raw.file.Mman;

/**
 * What a program tells the kernel about how it will use mapped memory. The kernel may decline, and says
 * so: {@link AdviceAnswer}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/mlock.2.html">mlock(2)</a>
 */
public enum MemoryAdvice {
  /** Nothing special; takes back earlier advice about the order of access. */
  NORMAL(Mman.MADV_NORMAL),
  /** Pages are used in no order: reading ahead is of no use. */
  RANDOM(Mman.MADV_RANDOM),
  /** Pages are used from low to high: read far ahead, and drop them soon. */
  SEQUENTIAL(Mman.MADV_SEQUENTIAL),
  /** The memory is needed soon: read it in now. */
  WILL_NEED(Mman.MADV_WILLNEED),
  /** Use huge pages, where the kernel is set up to. */
  HUGE_PAGES(Mman.MADV_HUGEPAGE),
  /** Use no huge pages. */
  NO_HUGE_PAGES(Mman.MADV_NOHUGEPAGE),
  /** Bring it into memory and keep it there; counts against {@code ulimit -l}. */
  LOCK(-1),
  /** Takes {@link #LOCK} back. */
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
