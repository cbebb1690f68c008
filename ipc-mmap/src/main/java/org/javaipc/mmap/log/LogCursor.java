package org.javaipc.mmap.log;

import static org.javaipc.mmap.log.LogFileDescriptor.RECORDS_OFFSET;

import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.MemoryFault;

/**
 * A place between two records of one file, and what follows there. It moves forward only, and trusts nothing in the
 * file. For one thread.
 */
final class LogCursor implements AutoCloseable {
  /** What may follow at a place. */
  enum Next {
    /** A whole record, which is in the buffer if it was requested. */
    RECORD,
    /** The mark: the log continues in the next file. */
    MARK,
    /** Nothing yet. */
    NOTHING,
    /** Remains of records that were not synced before a crash of the machine. */
    TORN
  }

  private final LogFile file;
  private final long boot;
  private long offset = RECORDS_OFFSET;
  private long number;
  private long length;
  private long time;

  LogCursor(LogFile file, long boot) {
    this.file = file;
    this.boot = boot;
    this.number = file.first();
    this.time = file.firstTime();
  }

  LogFile file() {
    return file;
  }

  /** {@return the offset of what comes next} */
  long offset() {
    return offset;
  }

  /** {@return the number of what comes next} */
  long number() {
    return number;
  }

  /** {@return the time of the last record that was loaded or peeked at; else that of the file's first one} */
  long time() {
    return time;
  }

  /** {@return how many bytes all records before the place took, including those in earlier files} */
  long bytes() {
    return file.base() + offset - RECORDS_OFFSET;
  }

  /** {@return what comes next} A record or a mark is loaded into the buffer. */
  Next load(RecordBuffer buffer) throws IpcException {
    try (MemoryFault.SETTLED) {
      return loadUnsettled(buffer);
    } catch (InternalError e) {
      throw file.cutShort(offset, e);
    }
  }

  private Next loadUnsettled(RecordBuffer buffer) throws IpcException {
    long stamp = file.stamp(offset);
    if (stamp == 0) {
      return nothing();
    }
    if (!fits(stamp) || !buffer.load(file.memory(), offset, stamp)) {
      return torn("the checksum of the record %d is wrong".formatted(number));
    }
    if (buffer.number() != number) {
      return torn("it has the record %d where %d should be".formatted(buffer.number(), number));
    }
    return accept(stamp);
  }

  /** {@return what comes next, judged by its stamp and number only} */
  Next peek() throws IpcException {
    try (MemoryFault.SETTLED) {
      return peekUnsettled();
    } catch (InternalError e) {
      throw file.cutShort(offset, e);
    }
  }

  private Next peekUnsettled() throws IpcException {
    long stamp = file.stamp(offset);
    if (stamp == 0) {
      return nothing();
    }
    if (!fits(stamp)
        || LogFileDescriptor.getLong(file.memory(), offset + LogFileDescriptor.NUMBER_OFFSET)
            != number) {
      return torn("there is no record %d".formatted(number));
    }
    return accept(stamp);
  }

  private Next accept(long stamp) {
    length = LogFileDescriptor.recordLength(RecordBuffer.messageLength(stamp));
    time = LogFileDescriptor.getLong(file.memory(), offset + LogFileDescriptor.TIME_OFFSET);
    return RecordBuffer.isMark(stamp) ? Next.MARK : Next.RECORD;
  }

  /** {@return whether a record with a stamp lies within the file} */
  private boolean fits(long stamp) throws IpcException {
    long message = RecordBuffer.messageLength(stamp);
    if (message < 0 || message > LogFileDescriptor.LONGEST_MESSAGE) {
      return false;
    }
    long end = offset + LogFileDescriptor.recordLength(message);
    if (end > file.capacity()) {
      return false;
    }
    file.require(offset, end);
    return true;
  }

  private Next nothing() throws IpcException {
    if (!isSynced()) {
      return Next.NOTHING;
    }
    throw file.corrupt(offset, "there is nothing where the record %d was synced".formatted(number));
  }

  private boolean isSynced() throws IpcException {
    return offset < file.field(LogFileDescriptor.SYNCED_OFFSET);
  }

  private Next torn(String what) throws CorruptChannelException {
    if (file.mustBeWhole(offset, boot)) {
      throw file.corrupt(offset, what);
    }
    return Next.TORN;
  }

  /** {@return whether the data at an offset cannot be remains of a crash of the machine} */
  boolean isReliable(long at) throws IpcException {
    return file.mustBeWhole(at, boot);
  }

  /** Moves past the record that was loaded or peeked at. */
  void advance() {
    offset += length;
    number++;
  }

  /** Moves to a known place in this file. */
  void jump(long toOffset, long toNumber) {
    offset = toOffset;
    number = toNumber;
  }

  @Override
  public void close() {
    file.close();
  }
}
