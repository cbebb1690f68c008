package org.javaipc.mmap.log;

import org.javaipc.IpcException;

/** Removes the oldest files of a log, as its limits say. The caller holds the lock. */
final class LogRetention {
  /** The current file and the one before it stay, so that a reader at the end loses nothing. */
  private static final int LEAST_FILES = 2;

  private final LogFolder folder;

  LogRetention(LogFolder folder) {
    this.folder = folder;
  }

  /**
   * Removes files that are too old or exceed the size.
   *
   * @param keep how much to keep
   * @param coming bytes that are about to be added
   * @param now the time, in nanoseconds since 1970
   */
  void apply(Extent keep, long coming, long now) throws IpcException {
    if (keep.equals(Extent.ALL)) {
      return;
    }
    long[] firsts = folder.firsts();
    long total = coming;
    for (long first : firsts) {
      total += folder.size(first);
    }
    for (int i = 0; i < firsts.length - LEAST_FILES; i++) {
      if (total <= keep.bytes() && !isOld(firsts[i + 1], keep, now)) {
        return;
      }
      total -= folder.size(firsts[i]);
      folder.remove(firsts[i]);
    }
  }

  /** {@return whether the records before a file are too old} They are not newer than the file's first record. */
  private boolean isOld(long following, Extent keep, long now) throws IpcException {
    if (keep.nanos() == Extent.ANY) {
      return false;
    }
    try (LogFile file = LogFile.openToRead(folder.file(following))) {
      return file.firstTime() < now - keep.nanos();
    }
  }
}
