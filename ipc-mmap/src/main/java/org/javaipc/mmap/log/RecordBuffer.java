package org.javaipc.mmap.log;

import static org.javaipc.mmap.log.LogFileDescriptor.MARK;
import static org.javaipc.mmap.log.LogFileDescriptor.MESSAGE_OFFSET;
import static org.javaipc.mmap.log.LogFileDescriptor.NUMBER_OFFSET;
import static org.javaipc.mmap.log.LogFileDescriptor.TIME_OFFSET;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record in this process's own memory, where its checksum is computed. The JDK's checksums kill the JVM on a
 * mapping whose file was cut short, and the contents of a mapping may change between the check and the use. For one
 * thread.
 */
final class RecordBuffer {
  private static final long CRC_OFFSET = Integer.BYTES;
  private static final int SMALLEST = 4096;

  private final CRC32C crc = new CRC32C();
  private MemorySegment bytes = MemorySegment.NULL;
  private ByteBuffer view = ByteBuffer.allocate(0);
  private long stamp;

  /**
   * {@return the stamp of a message that is put in here} It is published after the rest of the record, which {@link
   * #bytes} holds.
   */
  long put(long number, long time, MemorySegment segment, long offset, long length) {
    require(MESSAGE_OFFSET + length);
    MemorySegment.copy(segment, offset, bytes, MESSAGE_OFFSET, length);
    return stamp((int) length + 1, number, time, length);
  }

  /** {@return the stamp of a mark that ends a file} */
  long putMark(long next, long time) {
    require(MESSAGE_OFFSET);
    return stamp(MARK, next, time, 0);
  }

  private long stamp(int word, long number, long time, long length) {
    LogFileDescriptor.putLong(bytes, NUMBER_OFFSET, number);
    LogFileDescriptor.putLong(bytes, TIME_OFFSET, time);
    return ((long) checksum(word, length) << 32) | Integer.toUnsignedLong(word);
  }

  /**
   * Copies a record into this buffer.
   *
   * @return whether its checksum matches its stamp
   */
  boolean load(MemorySegment memory, long offset, long found) {
    stamp = found;
    long length = messageLength(found);
    require(MESSAGE_OFFSET + length);
    MemorySegment.copy(memory, offset, bytes, 0, MESSAGE_OFFSET + length);
    return checksum((int) found, length) == (int) (found >>> 32);
  }

  private int checksum(int word, long length) {
    LogFileDescriptor.putInt(bytes, 0, word);
    LogFileDescriptor.putInt(bytes, CRC_OFFSET, 0);
    crc.reset();
    view.limit((int) (MESSAGE_OFFSET + length)).position(0);
    crc.update(view);
    return (int) crc.getValue();
  }

  /** {@return the length of the message with a stamp; 0 for a mark} */
  static long messageLength(long stamp) {
    return isMark(stamp) ? 0 : Integer.toUnsignedLong((int) stamp) - 1;
  }

  /** {@return whether a stamp is that of the mark that ends a file} */
  static boolean isMark(long stamp) {
    return (int) stamp == MARK;
  }

  /** {@return the stamp of the record that was loaded} */
  long stamp() {
    return stamp;
  }

  /** {@return the length of the message} */
  long length() {
    return messageLength(LogFileDescriptor.getLong(bytes, 0));
  }

  long number() {
    return LogFileDescriptor.getLong(bytes, NUMBER_OFFSET);
  }

  long time() {
    return LogFileDescriptor.getLong(bytes, TIME_OFFSET);
  }

  /** {@return the record; the message begins at {@link LogFileDescriptor#MESSAGE_OFFSET}} */
  MemorySegment bytes() {
    return bytes;
  }

  private void require(long length) {
    if (bytes.byteSize() < length) {
      long size = Math.max(SMALLEST, Long.highestOneBit(length - 1) << 1);
      bytes = Arena.ofAuto().allocate(size, Long.BYTES);
      view = bytes.asByteBuffer();
    }
  }
}
