package org.javaipc.mmap.log;

import org.javaipc.IpcException;

/** Removes the oldest files of a log, as its limits say. The caller has the lock. */
final class LogRetention {
  /** The file that is written and the one before it stay, so that a reader at the end loses nothing. */
  private static final int LEAST_FILES = 2;

  private final LogFolder folder;
  private final LogLimits limits;

  LogRetention(LogFolder folder, LogLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Removes what is too old or too much.
   *
   * @param coming bytes that are about to be added
   * @param now the time, in nanoseconds since 1970
   */
  void apply(long coming, long now) throws IpcException {
    if (limits.keepBytes() == Long.MAX_VALUE && limits.keepNanos() == Long.MAX_VALUE) {
      return;
    }
    long[] firsts = folder.firsts();
    long total = coming;
    for (long first : firsts) {
      total += folder.size(first);
    }
    for (int i = 0; i < firsts.length - LEAST_FILES; i++) {
      if (total <= limits.keepBytes() && !isOld(firsts[i + 1], now)) {
        return;
      }
      total -= folder.size(firsts[i]);
      folder.remove(firsts[i]);
    }
  }

  /** {@return whether the records before a file are too old} They are not newer than its first one. */
  private boolean isOld(long following, long now) throws IpcException {
    if (limits.keepNanos() == Long.MAX_VALUE) {
      return false;
    }
    try (LogFile file = LogFile.openToRead(folder.file(following))) {
      return file.firstTime() < now - limits.keepNanos();
    }
  }
}
