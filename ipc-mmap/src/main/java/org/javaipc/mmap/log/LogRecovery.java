package org.javaipc.mmap.log;

import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;

/**
 * Finds the end of a log for a writer. After a crash of the machine it cuts off torn records, which were never synced,
 * so that they are never read again. The caller holds the lock.
 */
final class LogRecovery {
  private final LogFolder folder;
  private final long boot;
  private final LogSearch search = new LogSearch();
  private final RecordBuffer buffer = new RecordBuffer();

  LogRecovery(LogFolder folder, long boot) {
    this.folder = folder;
    this.boot = boot;
  }

  /**
   * {@return a cursor at the end of the last file, open for writing}
   *
   * @param firsts of the files of the log, at least one
   */
  LogCursor end(long... firsts) throws IpcException {
    int at = oldestInDoubt(firsts);
    while (true) {
      LogCursor cursor = new LogCursor(LogFile.openToWrite(folder.file(firsts[at])), boot);
      try {
        boolean isLast = at == firsts.length - 1;
        LogCursor.Next next = toEnd(cursor);
        if (next == LogCursor.Next.MARK
            && !isLast
            && firsts[at + 1] == cursor.number()
            && !LogFile.isBlank(folder.file(cursor.number()))) {
          cursor.file().sync(cursor.offset() + LogFileDescriptor.MARK_LENGTH, true);
          adopt(cursor.file());
          cursor.close();
          at++;
          continue;
        }
        cut(cursor, next, at, firsts);
        return cursor;
      } catch (IpcException | RuntimeException e) {
        cursor.close();
        throw e;
      }
    }
  }

  /**
   * {@return the index of the first file that a crash of the machine may have torn; otherwise that of the last file}
   */
  private int oldestInDoubt(long... firsts) throws IpcException {
    int at = firsts.length - 1;
    while (at > 0 && mayBeTorn(firsts[at - 1], firsts[at])) {
      at--;
    }
    return at;
  }

  private boolean mayBeTorn(long before, long file) throws IpcException {
    if (LogFile.isBlank(folder.file(before))) {
      return true; // a crash took its header, too; the file before it tells
    }
    try (LogFile earlier = LogFile.openToRead(folder.file(before))) {
      boolean doubtful =
          earlier.field(LogFileDescriptor.BOOT_OFFSET) != boot && !earlier.isSealed();
      if (!doubtful && LogFile.isBlank(folder.file(file))) {
        throw new CorruptChannelException(
            folder.file(file)
                + ": damaged at offset=0: there is no header, and the machine did not crash; remove the file to go on with the records before it");
      }
      return doubtful;
    }
  }

  /** Moves to the end, and checks each record that a crash of the machine may have damaged. */
  private LogCursor.Next toEnd(LogCursor cursor) throws IpcException {
    if (cursor.file().field(LogFileDescriptor.BOOT_OFFSET) == boot) {
      return search.toEnd(cursor);
    }
    LogCursor.Next next = cursor.load(buffer);
    while (next == LogCursor.Next.RECORD) {
      cursor.advance();
      next = cursor.load(buffer);
    }
    return next;
  }

  private void cut(LogCursor cursor, LogCursor.Next next, int at, long... firsts)
      throws IpcException {
    LogFile file = cursor.file();
    if (next == LogCursor.Next.MARK
        && at < firsts.length - 1
        && firsts[at + 1] != cursor.number()) {
      throw new CorruptChannelException(
          "%s: missing: records from position=%d on are gone, and later files are there; remove those to go on, or begin a new log"
              .formatted(folder.file(cursor.number()), cursor.number()));
    }
    for (int i = at + 1; i < firsts.length; i++) {
      requireUnsynced(firsts[i], cursor);
    }
    for (int i = firsts.length - 1; i > at; i--) {
      folder.remove(firsts[i]);
    }
    if (next == LogCursor.Next.TORN) {
      file.put(cursor.offset(), 0);
    }
    file.forgetIndex(cursor.offset());
    adopt(file);
  }

  private void requireUnsynced(long later, LogCursor cursor) throws IpcException {
    if (LogFile.isBlank(folder.file(later))) {
      return;
    }
    try (LogFile file = LogFile.openToRead(folder.file(later))) {
      if (file.isSealed()
          || file.field(LogFileDescriptor.SYNCED_OFFSET) > LogFileDescriptor.RECORDS_OFFSET) {
        throw cursor
            .file()
            .corrupt(
                cursor.offset(),
                "the record %d is torn, and later records, in %s, were synced"
                    .formatted(cursor.number(), file.path()));
      }
    }
  }

  /** Records that everything before the end is whole. */
  private void adopt(LogFile file) throws IpcException {
    file.put(LogFileDescriptor.BOOT_OFFSET, boot);
  }
}
