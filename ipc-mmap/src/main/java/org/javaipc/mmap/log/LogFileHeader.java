package org.javaipc.mmap.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.MessageType;

/**
 * The header of a file of a log, as far as it never changes.
 *
 * @param magic first bytes
 * @param version of the format
 * @param whole whether the checksum is right
 * @param capacity of the file in bytes
 * @param first number of its first record
 * @param firstTime of that record
 * @param base how many bytes the records of all earlier files took
 * @param identity that all files of a log have
 * @param size the least size that the file should have
 * @param type of the messages, which all later files have as well; empty if none was stated
 * @param limits of the log, complete, which all later files have as well; empty in a file of an earlier version
 */
record LogFileHeader(
    long magic,
    int version,
    boolean whole,
    long capacity,
    long first,
    long firstTime,
    long base,
    long identity,
    long size,
    Optional<String> type,
    Optional<LogLimits> limits) {

  /** {@return the header of a new file} */
  static LogFileHeader of(
      long capacity,
      long first,
      long firstTime,
      long base,
      long identity,
      Optional<String> type,
      Optional<LogLimits> limits) {
    return new LogFileHeader(
        LogFileDescriptor.MAGIC,
        LogFileDescriptor.VERSION,
        true,
        capacity,
        first,
        firstTime,
        base,
        identity,
        capacity,
        type,
        limits);
  }

  /** {@return the header at the start of a file} Pass a copy, which no process can change meanwhile. */
  static LogFileHeader read(MemorySegment start) {
    MemorySegment memory =
        MemorySegment.ofArray(
            start.asSlice(0, LogFileDescriptor.HEADER_LENGTH).toArray(ValueLayout.JAVA_LONG));
    MemoryFault.settle();
    boolean whole =
        LogFileDescriptor.getInt(memory, LogFileDescriptor.CRC_OFFSET)
            == LogFileDescriptor.headerChecksum(memory);
    Optional<String> type = Optional.empty();
    try {
      type = MessageType.read(memory, LogFileDescriptor.TYPE_OFFSET, "");
    } catch (CorruptChannelException e) {
      whole = false;
    }
    Optional<LogLimits> limits = limits(memory);
    whole &=
        LogFileDescriptor.getInt(memory, LogFileDescriptor.LIMITS_CRC_OFFSET)
            == LogFileDescriptor.limitsChecksum(memory);
    whole &=
        limits.isPresent()
            || LogFileDescriptor.getLong(memory, LogFileDescriptor.ROLL_BYTES_OFFSET) == 0;
    return new LogFileHeader(
        LogFileDescriptor.getLong(memory, 0),
        LogFileDescriptor.getInt(memory, LogFileDescriptor.VERSION_OFFSET),
        whole,
        LogFileDescriptor.getLong(memory, LogFileDescriptor.CAPACITY_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.FIRST_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.FIRST_TIME_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.BASE_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.IDENTITY_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.SIZE_OFFSET),
        type,
        limits);
  }

  private static Optional<LogLimits> limits(MemorySegment memory) {
    return LogLimits.of(
        LogFileDescriptor.getLong(memory, LogFileDescriptor.ROLL_BYTES_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.ROLL_NANOS_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.KEEP_BYTES_OFFSET),
        LogFileDescriptor.getLong(memory, LogFileDescriptor.KEEP_NANOS_OFFSET),
        LogFileDescriptor.getInt(memory, LogFileDescriptor.MAX_MESSAGE_OFFSET));
  }

  private static void write(MemorySegment memory, LogLimits limits) {
    LogFileDescriptor.putLong(memory, LogFileDescriptor.ROLL_BYTES_OFFSET, limits.roll().bytes());
    LogFileDescriptor.putLong(memory, LogFileDescriptor.ROLL_NANOS_OFFSET, limits.roll().nanos());
    LogFileDescriptor.putLong(memory, LogFileDescriptor.KEEP_BYTES_OFFSET, limits.keep().bytes());
    LogFileDescriptor.putLong(memory, LogFileDescriptor.KEEP_NANOS_OFFSET, limits.keep().nanos());
    LogFileDescriptor.putInt(
        memory, LogFileDescriptor.MAX_MESSAGE_OFFSET, (int) limits.maxMessage());
    LogFileDescriptor.putInt(
        memory, LogFileDescriptor.LIMITS_CRC_OFFSET, LogFileDescriptor.limitsChecksum(memory));
  }

  /** {@return whether nothing was ever written to the part of the header that is written only once} */
  static boolean isBlank(MemorySegment memory) {
    boolean blank = true;
    for (long at = 0; at < LogFileDescriptor.FIXED_LENGTH; at += Long.BYTES) {
      blank &= LogFileDescriptor.getLong(memory, at) == 0;
    }
    MemoryFault.settle();
    return blank;
  }

  /** Refuses a file that does not belong to a log. */
  void check(Path path) throws IpcException {
    if (magic != LogFileDescriptor.MAGIC) {
      throw new CorruptChannelException(
          path + ": is not a file of a log, or was overwritten at offset=0; it was left alone");
    }
    if (version != LogFileDescriptor.VERSION) {
      throw new CorruptChannelException(
          "%s: version=%d of the log's format is not the version=%d of this library"
              .formatted(path, version, LogFileDescriptor.VERSION));
    }
    if (!whole || capacity <= LogFileDescriptor.RECORDS_OFFSET || first < 0 || base < 0) {
      throw new CorruptChannelException(
          path + ": damaged at offset=0: the checksum of the header is wrong");
    }
  }

  /** Refuses a file that is shorter than its writer left it. */
  void checkSize(Path path, long actualSize) throws IpcException {
    if (actualSize < Math.min(size, capacity)) {
      throw new CorruptChannelException(
          "%s: the file was cut short: size=%d, and its writer left size=%d"
              .formatted(path, actualSize, size));
    }
  }

  /** Writes it to a new file; the magic comes last. */
  void write(MemorySegment memory) {
    LogFileDescriptor.putLong(memory, LogFileDescriptor.CAPACITY_OFFSET, capacity);
    LogFileDescriptor.putLong(memory, LogFileDescriptor.FIRST_OFFSET, first);
    LogFileDescriptor.putLong(memory, LogFileDescriptor.FIRST_TIME_OFFSET, firstTime);
    LogFileDescriptor.putLong(memory, LogFileDescriptor.BASE_OFFSET, base);
    LogFileDescriptor.putLong(memory, LogFileDescriptor.IDENTITY_OFFSET, identity);
    MessageType.write(memory, LogFileDescriptor.TYPE_OFFSET, type);
    limits.ifPresent(fixed -> write(memory, fixed));
    LogFileDescriptor.putInt(memory, LogFileDescriptor.VERSION_OFFSET, version);
    LogFileDescriptor.putLong(memory, 0, magic);
    LogFileDescriptor.putInt(
        memory, LogFileDescriptor.CRC_OFFSET, LogFileDescriptor.headerChecksum(memory));
  }
}
