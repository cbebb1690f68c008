package org.javaipc.linux.memory;

import org.javaipc.linux.raw.file.Mman;

/**
 * How changes of a mapping go to the file's medium.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
 */
public enum SyncMode {
  /** Write them, and return when they are on the medium. */
  WAIT(Mman.MS_SYNC),
  /** Return at once: the kernel writes them at a time of its own choice, as it would anyway. */
  ASYNC(Mman.MS_ASYNC),
  /** Like {@link #WAIT}, but refuse if a process has locked the pages in memory. */
  INVALIDATE(Mman.MS_SYNC | Mman.MS_INVALIDATE);

  private final int flags;

  SyncMode(int flags) {
    this.flags = flags;
  }

  /** {@return the flags of msync} */
  int flags() {
    return flags;
  }
}
