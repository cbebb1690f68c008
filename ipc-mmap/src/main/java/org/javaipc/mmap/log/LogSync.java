package org.javaipc.mmap.log;

import java.util.ArrayDeque;
import java.util.Deque;
import org.javaipc.IpcException;

/**
 * Writes what is not yet synced to the medium, earlier files first, so that the synced part has no gap. The caller
 * holds the lock.
 */
final class LogSync {
  private final LogFolder folder;
  private final LogSearch search = new LogSearch();
  private final long boot;
  private long syncedBefore = -1;

  LogSync(LogFolder folder, long boot) {
    this.folder = folder;
    this.boot = boot;
  }

  /**
   * Syncs the file at whose end the cursor is, after all earlier files.
   *
   * @param cursor at the end
   */
  void sync(LogCursor cursor) throws IpcException {
    if (syncedBefore != cursor.file().first()) {
      for (long earlier : unsealed(cursor.file().first())) {
        seal(earlier);
      }
      folder.sync();
      syncedBefore = cursor.file().first();
    }
    cursor.file().sync(cursor.offset(), false);
  }

  private Deque<Long> unsealed(long last) throws IpcException {
    Deque<Long> unsealed = new ArrayDeque<>();
    long[] firsts = folder.firsts();
    for (int i = firsts.length - 1; i >= 0; i--) {
      if (firsts[i] < last) {
        try (LogFile file = LogFile.openToRead(folder.file(firsts[i]))) {
          if (file.isSealed()) {
            return unsealed;
          }
        }
        unsealed.push(firsts[i]);
      }
    }
    return unsealed;
  }

  private void seal(long first) throws IpcException {
    try (LogCursor cursor = new LogCursor(LogFile.openToWrite(folder.file(first)), boot)) {
      search.toEnd(cursor);
      cursor.file().sync(cursor.offset() + LogFileDescriptor.MARK_LENGTH, true);
    }
  }
}
