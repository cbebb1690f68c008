package org.javaipc.mmap.log;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.file.BootId;
import org.javaipc.linux.lock.AppendLock;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NativeText;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a log, alone or in turn with other writers. It writes nothing before there is room for the whole record.
 * Any thread may use it, one at a time.
 */
public final class LogWriter implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long PAGE = 64 << 10;

  private final LogFolder folder;
  private final int mode;
  private final boolean alone;
  private final Stated stated;
  private final AppendLock lock;
  private final LogRetention retention;
  private final LogRecovery recovery;
  private final LogSync sync;
  private final long boot;
  private final RecordBuffer buffer = new RecordBuffer();
  private final EpochClock clock = new EpochClock();

  private @Nullable LogCursor end; // null: the log has no file yet
  private LogLimits limits;
  private long lastTime;
  private long nextPart;
  private boolean closed;

  private LogWriter(LogFolder folder, Stated stated, int mode, boolean alone) throws IpcException {
    this.folder = folder;
    this.stated = stated;
    this.limits = stated.ofNewLog();
    this.mode = mode;
    this.alone = alone;
    this.boot = BootId.current();
    this.retention = new LogRetention(folder);
    this.recovery = new LogRecovery(folder, boot);
    this.sync = new LogSync(folder, boot);
    this.lock = AppendLock.open(NativeText.text(NativeText.absolute(folder.lock())), mode);
  }

  /**
   * Opens a log of any type, and creates its folder if there is none.
   *
   * @param path of the folder, whose parent exists
   * @param limits of a new log; an existing log must have those that are stated
   * @param mode permission bits of new files
   * @param alone whether no other writer may append while this one is open
   * @return the writer
   * @throws org.javaipc.ChannelBusyException if another writer has the log alone
   * @throws org.javaipc.GeometryMismatchException if the log's limits differ from those that are stated; nothing was
   *     changed
   * @throws org.javaipc.CorruptChannelException if the end of the log is damaged; nothing was changed
   * @throws IpcException if it cannot be opened
   * @throws InterruptedException if the thread is interrupted while it waits for other writers
   */
  public static LogWriter open(Path path, LogLimits limits, int mode, boolean alone)
      throws IpcException, InterruptedException {
    return open(path, Stated.byTool(limits), mode, alone);
  }

  /** Opens a log that must agree with what is stated; the first file of a new log fixes it. */
  static LogWriter open(Path path, Stated stated, int mode, boolean alone)
      throws IpcException, InterruptedException {
    LogFolder folder = LogFolder.of(path);
    make(path, mode);
    LogWriter writer = new LogWriter(folder, stated, mode, alone);
    try {
      writer.begin();
      return writer;
    } catch (IpcException | InterruptedException | RuntimeException e) {
      writer.closeEnd();
      writer.lock.close();
      throw e;
    }
  }

  private static void make(Path path, int mode) throws IpcException {
    try {
      Files.createDirectory(path);
      int bits = (mode & 0666) | 0700 | ((mode & 0444) >> 2);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(letters(bits)));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw new NoSuchObjectException(
            path + ": is not a folder, but a log is one; name another", "ENOTDIR");
      }
    } catch (IOException e) {
      throw new IpcException(path + ": the folder of the log cannot be made: " + e, e);
    }
  }

  private static String letters(int bits) {
    StringBuilder letters = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < letters.length(); i++) {
      if ((bits & (0400 >> i)) == 0) {
        letters.setCharAt(i, '-');
      }
    }
    return letters.toString();
  }

  private void begin() throws IpcException, InterruptedException {
    lock.take(PATIENCE);
    if (alone) {
      lock.keep();
    }
    try {
      folder.removeUnfinished();
      toEnd();
      retention.apply(limits.keep(), 0, clock.now());
    } finally {
      if (!alone) {
        lock.release();
      }
    }
  }

  /** Opens the last file, and finds the end. */
  private void toEnd() throws IpcException {
    closeEnd();
    long[] firsts = folder.firsts();
    if (firsts.length > 0) {
      LogCursor cursor = recovery.end(firsts);
      end = cursor;
      requireStated(cursor.file());
      limits = stated.limitsOf(cursor.file());
      nextPart = cursor.file().nextPart(cursor.offset() - 1);
      lastTime = Math.max(lastTime, cursor.time());
    }
  }

  private void requireStated(LogFile file) throws IpcException {
    try {
      stated.check(file);
    } catch (IpcException e) {
      closeEnd(); // the next call looks again
      throw e;
    }
  }

  /**
   * Appends a message with the current time.
   *
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to 1 GiB
   * @return the position of its record
   * @throws org.javaipc.ResourceLimitException if the file system has no room for another file; nothing was written
   * @throws IpcException if it cannot be appended; nothing was written
   * @throws InterruptedException if the thread is interrupted while it waits for other writers; nothing was written
   */
  public long append(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    return append(segment, offset, length, clock.now());
  }

  /**
   * Appends a message with a given time, or with that of the previous record if that is later.
   *
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to 1 GiB
   * @param time in nanoseconds since 1970
   * @return as {@link #append(MemorySegment, long, long)}
   * @throws IpcException as {@link #append(MemorySegment, long, long)}
   * @throws InterruptedException as {@link #append(MemorySegment, long, long)}
   */
  public synchronized long append(MemorySegment segment, long offset, long length, long time)
      throws IpcException, InterruptedException {
    requireOpen();
    if (length < 0 || length > LogFileDescriptor.LONGEST_MESSAGE) {
      throw new MessageTooLongException(
          folder.toString(), length, LogFileDescriptor.LONGEST_MESSAGE);
    }
    if (alone) {
      return appendLocked(segment, offset, length, time);
    }
    lock.take(PATIENCE);
    try {
      catchUp();
      return appendLocked(segment, offset, length, time);
    } finally {
      lock.release();
    }
  }

  private long appendLocked(MemorySegment segment, long offset, long length, long time)
      throws IpcException {
    if (length > limits.maxMessage()) { // the limit of a log that another writer began meanwhile
      throw new MessageTooLongException(folder.toString(), length, limits.maxMessage());
    }
    long stampedTime = Math.max(time, lastTime);
    LogCursor cursor = withRoom(LogFileDescriptor.recordLength(length), stampedTime);
    try (MemoryFault.SETTLED) {
      long number = write(cursor, segment, offset, length, stampedTime);
      MemoryFault.settle();
      lastTime = stampedTime;
      return number;
    } catch (InternalError e) {
      throw cursor.file().cutShort(cursor.offset(), e);
    }
  }

  private long write(LogCursor cursor, MemorySegment segment, long offset, long length, long time)
      throws IpcException {
    long number = cursor.number();
    long at = cursor.offset();
    long stamp = buffer.put(number, time, segment, offset, length);
    publish(cursor.file(), at, stamp, LogFileDescriptor.MESSAGE_OFFSET + length);
    cursor.jump(at + LogFileDescriptor.recordLength(length), number + 1);
    if (at >= nextPart || at == LogFileDescriptor.RECORDS_OFFSET) {
      cursor.file().note(at);
      nextPart = cursor.file().nextPart(at);
    }
    return number;
  }

  /** The stamp after the record is cleared first, since a record that was never published may have left data there. */
  private void publish(LogFile file, long at, long stamp, long length) throws IpcException {
    MemorySegment.copy(
        buffer.bytes(), Long.BYTES, file.memory(), at + Long.BYTES, length - Long.BYTES);
    Checkpoint.SEND_COPIED.pass();
    long next = at + LogFileDescriptor.recordLength(length - LogFileDescriptor.MESSAGE_OFFSET);
    if (next + Long.BYTES <= file.capacity()) {
      LogFileDescriptor.putLong(file.memory(), next, 0);
    }
    Checkpoint.SEND_CLEARED.pass();
    file.put(at, stamp);
    Checkpoint.SEND_PUBLISHED.pass();
  }

  /** Moves to where other writers have got to. */
  private void catchUp() throws IpcException {
    LogCursor cursor = end;
    if (cursor == null) {
      toEnd();
      return;
    }
    LogCursor.Next next = cursor.peek();
    while (next == LogCursor.Next.RECORD) {
      cursor.advance();
      next = cursor.peek();
    }
    lastTime = Math.max(lastTime, cursor.time());
    if (next == LogCursor.Next.MARK && isFollowed(cursor)) {
      toEnd();
    } else {
      cursor.file().reserve();
    }
  }

  private boolean isFollowed(LogCursor cursor) throws IpcException {
    long first = cursor.file().first();
    return cursor.number() == first || folder.after(first).isPresent();
  }

  /** {@return the end of a file that has room for a record, is not too old for it, and has its type} */
  private LogCursor withRoom(long record, long time) throws IpcException {
    LogCursor cursor = end;
    if (cursor == null) {
      return roll(null, record, time);
    }
    LogFile file = cursor.file();
    boolean full = cursor.offset() + record + LogFileDescriptor.MARK_LENGTH > file.capacity();
    boolean old = time - file.firstTime() >= limits.fileNanos();
    boolean empty = cursor.offset() == LogFileDescriptor.RECORDS_OFFSET;
    boolean untyped = stated.type().isPresent() && file.type().isEmpty();
    if (full || untyped || (old && !empty) || cursor.peek() == LogCursor.Next.MARK) {
      return roll(cursor, record, time);
    }
    return cursor;
  }

  /** Creates the next file before it ends the last one, so that a full disk changes nothing. */
  private LogCursor roll(@Nullable LogCursor last, long record, long time) throws IpcException {
    long needs = LogFileDescriptor.RECORDS_OFFSET + record + LogFileDescriptor.MARK_LENGTH;
    long capacity = Math.ceilDiv(Math.max(limits.fileBytes(), needs), PAGE) * PAGE;
    retention.apply(limits.keep(), capacity, time);
    folder.removeUnfinished();
    long first = last == null ? 0 : last.number();
    LogFileHeader header =
        LogFileHeader.of(
            capacity,
            first,
            time,
            last == null ? 0 : last.bytes(),
            last == null ? ThreadLocalRandom.current().nextLong() : last.file().identity(),
            last == null ? stated.type() : last.file().type().or(stated::type),
            last == null ? Optional.of(limits) : stated.ofNextFile(last.file()));
    LogFile file = LogFile.create(folder.hidden(first), header, mode, boot);
    try {
      Checkpoint.LOG_FILE_MADE.pass();
      if (last != null) {
        mark(last, first, time);
      } else {
        file.sync(LogFileDescriptor.RECORDS_OFFSET, false);
      }
      Checkpoint.LOG_FILE_ENDED.pass();
      folder.publish(first);
      Checkpoint.LOG_FILE_NAMED.pass();
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
    file.close();
    closeEnd();
    LogCursor cursor = new LogCursor(LogFile.openToWrite(folder.file(first)), boot);
    end = cursor;
    nextPart = LogFileDescriptor.RECORDS_OFFSET;
    return cursor;
  }

  private void mark(LogCursor last, long next, long time) throws IpcException {
    if (last.peek() == LogCursor.Next.NOTHING) {
      publish(
          last.file(), last.offset(), buffer.putMark(next, time), LogFileDescriptor.MARK_LENGTH);
    }
  }

  /** {@return longest message of the log in bytes, as far as this writer knows} */
  synchronized long maxMessage() {
    return limits.maxMessage();
  }

  /** {@return the position that the next record will have, as far as this writer knows} */
  public synchronized long next() {
    LogCursor cursor = end;
    return cursor == null ? 0 : cursor.number();
  }

  /**
   * Writes all appended messages to the medium, and returns when they are there, safe from a crash of the machine.
   *
   * @throws IpcException if the medium fails
   * @throws InterruptedException if the thread is interrupted while it waits for other writers
   */
  public synchronized void sync() throws IpcException, InterruptedException {
    requireOpen();
    if (!alone) {
      lock.take(PATIENCE);
    }
    try {
      if (!alone) {
        catchUp();
      }
      if (end != null) {
        sync.sync(end);
      }
    } finally {
      if (!alone) {
        lock.release();
      }
    }
  }

  private void requireOpen() throws ChannelClosedException {
    if (closed) {
      throw new ChannelClosedException(folder + ": the writer is closed");
    }
  }

  private void closeEnd() {
    if (end != null) {
      end.close();
      end = null;
    }
  }

  /** Releases the reserved room, if no other writer may append, and lets others write. Repeating it does nothing. */
  @Override
  public synchronized void close() throws IpcException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      LogCursor cursor = end;
      if (alone && cursor != null) {
        cursor.file().trim(cursor.offset());
      }
    } finally {
      closeEnd();
      lock.close();
    }
  }
}
