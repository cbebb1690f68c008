package org.javaipc.mmap.log;

import java.util.function.ToLongFunction;
import org.javaipc.IpcException;
import org.javaipc.spi.MemoryFault;

/** Finds a place in a file, by its index and then record by record. The index is only a hint, and is checked. */
final class LogSearch {
  private final RecordBuffer buffer = new RecordBuffer();

  /** Moves to the record with a number, or to the end if there is no such record yet. */
  void toNumber(LogCursor cursor, long number) throws IpcException {
    jump(cursor, RecordBuffer::number, number);
    while (cursor.number() < number && cursor.peek() == LogCursor.Next.RECORD) {
      cursor.advance();
    }
  }

  /** Moves to the first record that is not older than a time, or to the end if there is none. */
  void toTime(LogCursor cursor, long time) throws IpcException {
    jump(cursor, RecordBuffer::time, time - 1);
    while (cursor.load(buffer) == LogCursor.Next.RECORD && buffer.time() < time) {
      cursor.advance();
    }
  }

  /** Moves to the end; {@return what follows there: a mark, nothing, or a torn record}. */
  LogCursor.Next toEnd(LogCursor cursor) throws IpcException {
    jump(cursor, RecordBuffer::number, Long.MAX_VALUE);
    LogCursor.Next next = cursor.peek();
    while (next == LogCursor.Next.RECORD) {
      cursor.advance();
      next = cursor.peek();
    }
    return next;
  }

  /** Moves to the last record of the index whose key does not exceed a limit. */
  private void jump(LogCursor cursor, ToLongFunction<RecordBuffer> key, long limit)
      throws IpcException {
    try (MemoryFault.SETTLED) {
      long[] offsets = cursor.file().index();
      int low = 0;
      int high = offsets.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (isRecord(cursor, offsets[middle]) && key.applyAsLong(buffer) <= limit) {
          cursor.jump(offsets[middle], buffer.number());
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
    } catch (InternalError e) {
      throw cursor.file().cutShort(cursor.offset(), e);
    }
  }

  /** {@return whether there is a whole record at an offset further on} If so, it is in the buffer. */
  private boolean isRecord(LogCursor cursor, long offset) throws IpcException {
    if (offset <= cursor.offset() || !cursor.isReliable(offset)) {
      return false;
    }
    LogFile file = cursor.file();
    long mapped = file.memory().byteSize();
    if (offset + LogFileDescriptor.MESSAGE_OFFSET > mapped) {
      return false;
    }
    long stamp = file.stamp(offset);
    long message = RecordBuffer.messageLength(stamp);
    return stamp != 0
        && !RecordBuffer.isMark(stamp)
        && message >= 0
        && message <= LogFileDescriptor.LONGEST_MESSAGE
        && offset + LogFileDescriptor.recordLength(message) <= mapped
        && buffer.load(file.memory(), offset, stamp)
        && buffer.number() > cursor.number();
  }
}
