package org.javaipc.mmap.log;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.javaipc.CorruptChannelException;
import org.javaipc.HistoryGoneException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.file.BootId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from a given place, through read-only mappings. It never waits. It returns each record once, whole and in
 * order. For one thread.
 *
 * <p>A damaged record causes a {@link CorruptChannelException} each time it is read; {@link #seek} can move past it.
 */
public final class LogReader implements AutoCloseable {
  private static final int SEEKS = 10;

  private final LogFolder folder;
  private final Stated stated;
  private final long boot;
  private final LogSearch search = new LogSearch();
  private final RecordBuffer buffer = new RecordBuffer();

  private @Nullable LogCursor cursor; // null: the log had no file yet

  private LogReader(LogFolder folder, Stated stated) throws IpcException {
    this.folder = folder;
    this.stated = stated;
    this.boot = BootId.current();
  }

  /**
   * Opens a log of any type, which need not have any record yet.
   *
   * @param path of its folder, or of one of its files
   * @param start where to begin
   * @return the reader
   * @throws HistoryGoneException if the log does not have that position
   * @throws IpcException if it cannot be read
   */
  public static LogReader open(Path path, LogStart start) throws IpcException {
    return open(path, start, Stated.NOTHING);
  }

  /** Opens a log that must agree with what is stated; any other log is refused, even if it appears later. */
  static LogReader open(Path path, LogStart start, Stated stated) throws IpcException {
    LogReader reader = new LogReader(LogFolder.toRead(path), stated);
    try {
      reader.seek(start);
      return reader;
    } catch (IpcException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /**
   * Moves to another place.
   *
   * @param start where to continue
   * @throws HistoryGoneException if the log does not have that position; the reader has not moved
   * @throws IpcException if it cannot be read; the reader has not moved
   */
  public void seek(LogStart start) throws IpcException {
    for (int tries = 0; ; tries++) {
      try {
        seekOnce(start);
        return;
      } catch (NoSuchObjectException e) {
        if (tries == SEEKS) {
          throw e;
        } // the file was removed after it was listed
      }
    }
  }

  private void seekOnce(LogStart start) throws IpcException {
    long[] firsts = folder.firsts();
    if (firsts.length == 0) {
      if (start instanceof LogStart.Position position && position.number() > 0) {
        throw gone(position.number(), 0, 0);
      }
      return;
    }
    LogCursor found =
        switch (start) {
          case LogStart.Start _ -> open(firsts[0]);
          case LogStart.End _ -> end(firsts);
          case LogStart.Position position -> position(position.number(), firsts);
          case LogStart.Time time -> time(time.nanos(), firsts);
        };
    moveTo(found);
  }

  private LogCursor end(long... firsts) throws IpcException {
    LogCursor last = open(firsts[firsts.length - 1]);
    return closedOnFailure(last, search::toEnd);
  }

  private LogCursor position(long number, long... firsts) throws IpcException {
    int found = Arrays.binarySearch(firsts, number);
    int at = found >= 0 ? found : -found - 2;
    if (at < 0) {
      throw gone(number, firsts[0], -1);
    }
    LogCursor place = open(firsts[at]);
    LogCursor there = closedOnFailure(place, file -> search.toNumber(file, number));
    if (there.number() != number) {
      long end = there.number();
      there.close();
      if (at < firsts.length - 1) {
        throw missing(end, firsts[at + 1]);
      }
      throw gone(number, firsts[0], end);
    }
    return there;
  }

  private LogCursor time(long nanos, long... firsts) throws IpcException {
    int low = 0;
    int high = firsts.length - 1;
    while (low
        < high) { // the last file that does not begin after the time has it, or the next one begins
      // with it
      int middle = (low + high + 1) >>> 1;
      if (firstTime(firsts[middle]) < nanos) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    LogCursor file = open(firsts[low]);
    return closedOnFailure(file, place -> search.toTime(place, nanos));
  }

  private long firstTime(long first) throws IpcException {
    try (LogFile file = LogFile.openToRead(folder.file(first))) {
      return file.firstTime();
    }
  }

  private interface Move {
    void of(LogCursor cursor) throws IpcException;
  }

  private static LogCursor closedOnFailure(LogCursor cursor, Move move) throws IpcException {
    try {
      move.of(cursor);
      return cursor;
    } catch (IpcException | RuntimeException e) {
      cursor.close();
      throw e;
    }
  }

  private LogCursor open(long first) throws IpcException {
    LogFile file = LogFile.openToRead(folder.file(first));
    if (file.first() != first) {
      file.close();
      throw new CorruptChannelException(
          "%s: the file says that its first position=%d; it was renamed, or belongs to another log"
              .formatted(folder.file(first), file.first()));
    }
    LogCursor cursor = new LogCursor(file, boot);
    return closedOnFailure(cursor, place -> stated.check(place.file()));
  }

  private void moveTo(LogCursor found) {
    LogCursor before = cursor;
    cursor = found;
    if (before != null) {
      before.close();
    }
  }

  /**
   * Takes the next record, if there is one; its message and properties are available until the next call.
   *
   * @return whether there was one
   * @throws CorruptChannelException if the next record is damaged or missing; it says in which file and where
   * @throws HistoryGoneException if the next record was removed with its file
   * @throws IpcException if the log cannot be read
   */
  public boolean read() throws IpcException {
    LogCursor place = atRecord();
    if (place == null) {
      return false;
    }
    place.advance();
    return true;
  }

  /** {@return when the record that was read was appended, in nanoseconds since 1970} */
  public long time() {
    return buffer.time();
  }

  /** {@return the stamp of the record that was read, which distinguishes it from others at its position} */
  long stamp() {
    return buffer.stamp();
  }

  /** {@return the memory with the message that was read, which is private to this process} */
  public MemorySegment segment() {
    return buffer.bytes();
  }

  /** {@return where the message that was read begins in its memory} */
  public long offset() {
    return LogFileDescriptor.MESSAGE_OFFSET;
  }

  /** {@return the length of the message that was read, in bytes} */
  public long length() {
    return buffer.length();
  }

  /**
   * {@return whether there is a next record, or an error that reading it throws}
   *
   * @throws IpcException as {@link #read} says
   */
  public boolean isReady() throws IpcException {
    return atRecord() != null;
  }

  /** {@return the place with the next record loaded; null if there is none now} */
  private @Nullable LogCursor atRecord() throws IpcException {
    while (true) {
      LogCursor place = cursor;
      if (place == null) {
        seek(new LogStart.Start());
        if (cursor == null) {
          return null;
        }
        continue;
      }
      LogCursor.Next next = place.load(buffer);
      if (next == LogCursor.Next.RECORD) {
        return place;
      }
      if (next == LogCursor.Next.TORN) {
        requireLast(place);
      }
      if (next != LogCursor.Next.MARK || !toNextFile(place)) {
        return null;
      }
    }
  }

  private void requireLast(LogCursor place) throws IpcException {
    OptionalLong later = folder.after(place.file().first());
    if (later.isPresent()) {
      throw place
          .file()
          .corrupt(
              place.offset(),
              "the record %d is torn, and later files from position=%d on are there"
                  .formatted(place.number(), later.getAsLong()));
    }
  }

  private boolean toNextFile(LogCursor place) throws IpcException {
    long next = place.number();
    if (folder.isSingle()) {
      return false;
    }
    try {
      LogCursor opened = open(next);
      if (next == place.file().first() && opened.peek() == LogCursor.Next.MARK) {
        opened.close(); // an empty file, to be replaced by a larger one
        return false;
      }
      moveTo(opened);
      return true;
    } catch (NoSuchObjectException e) {
      OptionalLong later = folder.after(place.file().first());
      if (later.isEmpty()) {
        return false; // its writer is about to make it
      }
      if (later.getAsLong() == next) {
        return toNextFile(place); // just made
      }
      if (folder.has(place.file().first())) {
        throw missing(next, later.getAsLong());
      }
      throw gone(next, later.getAsLong(), -1);
    }
  }

  private CorruptChannelException missing(long from, long to) {
    return new CorruptChannelException(
        "%s: missing: the records from position=%d to %d are gone, but those before and after them are there; continue with from=%d"
            .formatted(folder.file(from), from, to - 1, to));
  }

  private HistoryGoneException gone(long wanted, long first, long end) {
    return new HistoryGoneException(
        end < 0
            ? "%s: the log no longer has position=%d: it now begins at position=%d; continue with from=%d or from=start"
                .formatted(folder, wanted, first, first)
            : "%s: the log does not have position=%d: it begins at position=%d and ends before position=%d; it was recreated, or cut short after a crash of the machine; continue with from=start or from=end"
                .formatted(folder, wanted, first, end),
        first);
  }

  /** {@return the position of the next record} */
  public long next() {
    LogCursor place = cursor;
    return place == null ? 0 : place.number();
  }

  /**
   * {@return the identity that all files of the log have, which distinguishes it from a recreated log; 0 if there is
   * none yet}
   */
  public long identity() {
    LogCursor place = cursor;
    return place == null ? 0 : place.file().identity();
  }

  /** {@return how many bytes the records before the next one took, including removed ones} */
  public long bytes() {
    LogCursor place = cursor;
    return place == null ? 0 : place.bytes();
  }

  /** Unmaps the files. Repeating it does nothing. */
  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
