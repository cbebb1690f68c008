package org.javaipc.mmap.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.javaipc.spi.MessageType;

/**
 * The format of a file of a log, version 1: a header, an index, and consecutive records. Little-endian.
 *
 * <pre>
 * header                                      record, at a multiple of 8
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | stamp                          |
 * |    8 | version                        |   |    8 | number                         |
 * |   12 | CRC32C of 0 to 63 and the type |   |   16 | time                           |
 * |   16 | capacity of the file           |   |   24 | message                        |
 * |   24 | number of the first record     |   +------+--------------------------------+
 * |   32 | time of the first record       |
 * |   40 | bytes of records before        |
 * |   48 | identity of the log            |
 * |   56 | CRC32C of 96 to 127            |
 * |   60 | maxMessage                     |
 * +------+--------------------------------+
 * |   64 | boot of the last writer        |
 * |   72 | synced up to this offset       |
 * |   80 | size of the file               |
 * |   88 | whether all of it is synced    |
 * +------+--------------------------------+
 * |   96 | roll, bytes                    |
 * |  104 | roll, nanoseconds              |
 * |  112 | keep, bytes                    |
 * |  120 | keep, nanoseconds              |
 * +------+--------------------------------+
 * |  128 | type of the messages           |
 * +------+--------------------------------+
 * | 4096 | index                          |
 * +------+--------------------------------+
 * | 8192 | records                        |
 * +------+--------------------------------+
 * </pre>
 *
 * The lower half of a stamp is the message's length and 1, or -1 at the mark that ends a file; the upper half is the
 * CRC32C of the record without it. A stamp of 0 means that there is no record. Slot i of the index is the offset of a
 * record that begins in part i of the {@value #SLOTS} parts of the file, or 0.
 */
final class LogFileDescriptor {
  /** {@code JIPCLOG1} in memory. */
  static final long MAGIC = 0x3147_4f4c_4350_494aL;

  static final int VERSION = 1;

  static final long VERSION_OFFSET = 8;
  static final long CRC_OFFSET = 12;
  static final long CAPACITY_OFFSET = 16;
  static final long FIRST_OFFSET = 24;
  static final long FIRST_TIME_OFFSET = 32;
  static final long BASE_OFFSET = 40;
  static final long IDENTITY_OFFSET = 48;

  /**
   * The checksum of the limits, 0 if there are none. Files of version 0.2.0 have no limits, but 0.2.0 reads files that
   * do.
   */
  static final long LIMITS_CRC_OFFSET = 56;

  static final long MAX_MESSAGE_OFFSET = 60;
  static final int FIXED_LENGTH = 64;

  static final long BOOT_OFFSET = 64;
  static final long SYNCED_OFFSET = 72;
  static final long SIZE_OFFSET = 80;
  static final long SEALED_OFFSET = 88;

  static final long ROLL_BYTES_OFFSET = 96;
  static final long ROLL_NANOS_OFFSET = 104;
  static final long KEEP_BYTES_OFFSET = 112;
  static final long KEEP_NANOS_OFFSET = 120;
  private static final long LIMITS_LENGTH = 4 * Long.BYTES;

  /** {@link MessageType#SIZE} bytes; part of the checksum if there is a type. */
  static final long TYPE_OFFSET = 128;

  /** Length of the header in bytes. */
  static final long HEADER_LENGTH = 256;

  static final long INDEX_OFFSET = 4096;
  static final int SLOTS = 512;
  static final long RECORDS_OFFSET = 8192;

  static final long NUMBER_OFFSET = 8;
  static final long TIME_OFFSET = 16;
  static final long MESSAGE_OFFSET = 24;

  /** Room that a file always keeps for its mark. */
  static final long MARK_LENGTH = MESSAGE_OFFSET;

  static final int MARK = -1;
  static final long LONGEST_MESSAGE = 1L << 30;

  private static final ValueLayout.OfLong LONG_LAYOUT =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT_LAYOUT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG = LONG_LAYOUT.varHandle();

  private LogFileDescriptor() {}

  /** {@return how many bytes a record takes} */
  static long recordLength(long message) {
    return (MESSAGE_OFFSET + message + Long.BYTES - 1) & -Long.BYTES;
  }

  static long getLong(MemorySegment segment, long offset) {
    return segment.get(LONG_LAYOUT, offset);
  }

  static long getLongAcquire(MemorySegment segment, long offset) {
    return (long) LONG.getAcquire(segment, offset);
  }

  static void putLong(MemorySegment segment, long offset, long value) {
    segment.set(LONG_LAYOUT, offset, value);
  }

  static void putLongRelease(MemorySegment segment, long offset, long value) {
    LONG.setRelease(segment, offset, value);
  }

  static int getInt(MemorySegment segment, long offset) {
    return segment.get(INT_LAYOUT, offset);
  }

  static void putInt(MemorySegment segment, long offset, int value) {
    segment.set(INT_LAYOUT, offset, value);
  }

  /** {@return the checksum of the limits in a header; 0 if there are none} A copy is summed, never the mapping. */
  static int limitsChecksum(MemorySegment header) {
    byte[] copy = header.asSlice(ROLL_BYTES_OFFSET, LIMITS_LENGTH).toArray(ValueLayout.JAVA_BYTE);
    if (Arrays.equals(copy, new byte[copy.length])) {
      return 0;
    }
    CRC32C crc = new CRC32C();
    crc.update(copy);
    return (int) crc.getValue();
  }

  /** {@return the checksum of the part of a header that never changes} A copy is summed, never the mapping. */
  static int headerChecksum(MemorySegment header) {
    byte[] copy = header.asSlice(0, FIXED_LENGTH).toArray(ValueLayout.JAVA_BYTE);
    Arrays.fill(copy, (int) CRC_OFFSET, (int) CRC_OFFSET + Integer.BYTES, (byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(copy);
    if (getInt(header, TYPE_OFFSET) != 0) {
      crc.update(header.asSlice(TYPE_OFFSET, MessageType.SIZE).toArray(ValueLayout.JAVA_BYTE));
    }
    return (int) crc.getValue();
  }
}
