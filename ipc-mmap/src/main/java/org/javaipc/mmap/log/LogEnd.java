package org.javaipc.mmap.log;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.linux.file.BootId;
import org.jspecify.annotations.Nullable;

/** Finds the end of a log, repeatedly. Any thread may use it. */
public final class LogEnd implements AutoCloseable {
  private final LogFolder folder;
  private final long boot;
  private final LogSearch search = new LogSearch();
  private @Nullable LogCursor end;
  private boolean closed;

  /**
   * Names the end of a log; opens nothing.
   *
   * @param path of the log
   * @throws IpcException if the kernel's boot id cannot be read
   */
  public LogEnd(Path path) throws IpcException {
    this.folder = LogFolder.toRead(path);
    this.boot = BootId.current();
  }

  /**
   * {@return how far a place is behind the end}
   *
   * @param number of the next record there
   * @param bytes that the records before it took
   * @throws IpcException if the log cannot be read
   */
  public synchronized LogLag behind(long number, long bytes) throws IpcException {
    LogCursor last = closed ? null : look();
    return last == null
        ? LogLag.NONE
        : new LogLag(Math.max(0, last.number() - number), Math.max(0, last.bytes() - bytes));
  }

  private @Nullable LogCursor look() throws IpcException {
    LogCursor known = end;
    if (known != null && search.toEnd(known) != LogCursor.Next.MARK) {
      return known;
    }
    long[] firsts = folder.firsts();
    if (firsts.length > 0 && (known == null || firsts[firsts.length - 1] > known.file().first())) {
      LogCursor last =
          new LogCursor(LogFile.openToRead(folder.file(firsts[firsts.length - 1])), boot);
      end = last;
      if (known != null) {
        known.close();
      }
      search.toEnd(last);
    }
    return end;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (end != null) {
      end.close();
      end = null;
    }
  }
}
