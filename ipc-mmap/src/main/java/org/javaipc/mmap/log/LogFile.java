package org.javaipc.mmap.log;

import static org.javaipc.mmap.log.LogFileDescriptor.INDEX_OFFSET;
import static org.javaipc.mmap.log.LogFileDescriptor.RECORDS_OFFSET;
import static org.javaipc.mmap.log.LogFileDescriptor.SLOTS;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.memory.SharedFile;
import org.javaipc.linux.memory.SyncMode;
import org.javaipc.mmap.MappedFile;
import org.javaipc.spi.MemoryFault;

/** One mapped file of a log. Its header was checked when it was opened. */
final class LogFile implements AutoCloseable {
  /** The largest page size of Linux on our processors. */
  private static final long TRIM = 64 << 10;

  private final Path path;
  private final MappedFile mapped;
  private final LogFileHeader header;
  private final long part;
  private MemorySegment memory;

  private LogFile(Path path, MappedFile mapped, LogFileHeader header) {
    this.path = path;
    this.mapped = mapped;
    this.header = header;
    this.memory = mapped.segment();
    this.part = Math.ceilDiv(header.capacity() - RECORDS_OFFSET, SLOTS);
  }

  /**
   * Creates a file with a header and with all blocks reserved.
   *
   * @throws org.javaipc.ResourceLimitException if the file system is full; nothing is left behind
   */
  static LogFile create(Path path, LogFileHeader header, int mode, long boot) throws IpcException {
    MappedFile mapped = MappedFile.at(path).size(header.capacity()).mode(mode).create();
    try {
      return mapped.access(memory -> {
        LogFileDescriptor.putLong(memory, LogFileDescriptor.BOOT_OFFSET, boot);
        LogFileDescriptor.putLong(memory, LogFileDescriptor.SYNCED_OFFSET, RECORDS_OFFSET);
        LogFileDescriptor.putLong(memory, LogFileDescriptor.SIZE_OFFSET, header.capacity());
        header.write(memory);
        return new LogFile(path, mapped, header);
      });
    } catch (IpcException e) {
      mapped.close();
      throw e;
    }
  }

  /** Opens a file for reading; this mapping cannot write to it. */
  static LogFile openToRead(Path path) throws IpcException {
    requireSize(path);
    return open(path, MappedFile.at(path).readOnly().open());
  }

  /** Opens a file for writing, and restores the room that an earlier writer cut off. */
  static LogFile openToWrite(Path path) throws IpcException {
    requireSize(path);
    LogFile file = open(path, MappedFile.at(path).open());
    try {
      file.header.checkSize(path, file.memory.byteSize());
      file.reserve();
      return file;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** An empty file cannot be mapped, and a file without a header contains nothing. */
  private static void requireSize(Path path) throws IpcException {
    try (SharedFile file = SharedFile.open(path, false)) {
      if (file.size() < RECORDS_OFFSET) {
        throw new CorruptChannelException(
            "%s: size=%d is less than the header=%d of a file of a log: it was cut short, or is another kind of file"
                .formatted(path, file.size(), RECORDS_OFFSET));
      }
    }
  }

  private static LogFile open(Path path, MappedFile mapped) throws IpcException {
    try {
      LogFileHeader header = mapped.access(memory -> LogFileHeader.read(memory));
      header.check(path);
      return new LogFile(path, mapped, header);
    } catch (IpcException | RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  /** {@return whether a file has no header} A crash of the machine may leave a newly created file in that state. */
  static boolean isBlank(Path path) throws IpcException {
    try (SharedFile file = SharedFile.open(path, false)) {
      if (file.size() < RECORDS_OFFSET) {
        return true;
      }
    }
    try (MappedFile mapped = MappedFile.at(path).readOnly().open()) {
      return mapped.access(LogFileHeader::isBlank);
    }
  }

  Path path() {
    return path;
  }

  long first() {
    return header.first();
  }

  long firstTime() {
    return header.firstTime();
  }

  long base() {
    return header.base();
  }

  long identity() {
    return header.identity();
  }

  Optional<String> type() {
    return header.type();
  }

  /** {@return the limits that were fixed with the log; empty if this file's version has none} */
  Optional<LogLimits> limits() {
    return header.limits();
  }

  long capacity() {
    return header.capacity();
  }

  MemorySegment memory() {
    return memory;
  }

  /** {@return the stamp at an offset; 0 if there is no record yet} */
  long stamp(long offset) throws IpcException {
    require(offset, offset + Long.BYTES);
    return LogFileDescriptor.getLongAcquire(memory, offset);
  }

  /**
   * Maps up to an offset, as the file may have grown since it was opened.
   *
   * @param record that lies there
   */
  void require(long record, long end) throws IpcException {
    if (end <= memory.byteSize()) {
      return;
    }
    long size = Math.min(mapped.fileSize(), header.capacity());
    if (end > header.capacity()) {
      throw corrupt(
          record, "its length is beyond the capacity=%d of the file".formatted(capacity()));
    }
    if (end > size) {
      throw corrupt(record, "the file was cut short to size=%d".formatted(mapped.fileSize()));
    }
    mapped.grow(size);
    memory = mapped.segment();
  }

  /** Reserves all blocks of the file. */
  void reserve() throws IpcException {
    if (field(LogFileDescriptor.SIZE_OFFSET) < capacity() || memory.byteSize() < capacity()) {
      mapped.grow(capacity());
      memory = mapped.segment();
      mapped.reserve(0, capacity());
      put(LogFileDescriptor.SIZE_OFFSET, capacity());
    }
  }

  /** Releases the room after the last record. */
  void trim(long end) throws IpcException {
    long size = Math.min(capacity(), (end + Long.BYTES + TRIM - 1) / TRIM * TRIM);
    put(LogFileDescriptor.SIZE_OFFSET, size);
    try (SharedFile file = SharedFile.open(path, true)) {
      file.resize(size);
    }
  }

  long field(long offset) throws CorruptChannelException {
    try (MemoryFault.SETTLED) {
      return LogFileDescriptor.getLongAcquire(memory, offset);
    } catch (InternalError e) {
      throw cutShort(offset, e);
    }
  }

  void put(long offset, long value) throws CorruptChannelException {
    try (MemoryFault.SETTLED) {
      LogFileDescriptor.putLongRelease(memory, offset, value);
    } catch (InternalError e) {
      throw cutShort(offset, e);
    }
  }

  /**
   * {@return whether the data at an offset must be whole, since it was synced or was written after the machine started}
   */
  boolean mustBeWhole(long offset, long boot) throws CorruptChannelException {
    return field(LogFileDescriptor.BOOT_OFFSET) == boot
        || field(LogFileDescriptor.SEALED_OFFSET) != 0
        || offset < field(LogFileDescriptor.SYNCED_OFFSET);
  }

  boolean isSealed() throws CorruptChannelException {
    return field(LogFileDescriptor.SEALED_OFFSET) != 0;
  }

  /** Writes a part to the medium, and then records how far the file is synced. */
  void sync(long end, boolean sealed) throws IpcException {
    long from = field(LogFileDescriptor.SYNCED_OFFSET) & -Long.BYTES;
    if (from < RECORDS_OFFSET || from > end) {
      from = RECORDS_OFFSET;
    }
    if (end > from) {
      mapped.sync(from, end - from, SyncMode.WAIT);
    }
    put(LogFileDescriptor.SYNCED_OFFSET, end);
    put(LogFileDescriptor.SEALED_OFFSET, sealed ? 1 : 0);
    mapped.sync(0, RECORDS_OFFSET, SyncMode.WAIT);
  }

  /** {@return the offset from which the next record goes into the index, after one at the given offset did} */
  long nextPart(long offset) {
    return RECORDS_OFFSET + ((offset - RECORDS_OFFSET) / part + 1) * part;
  }

  void note(long offset) throws CorruptChannelException {
    put(slot((int) ((offset - RECORDS_OFFSET) / part)), offset);
  }

  /** Clears the index from an offset onwards. */
  void forgetIndex(long offset) throws CorruptChannelException {
    for (int i = 0; i < SLOTS; i++) {
      if (field(slot(i)) >= offset) {
        put(slot(i), 0);
      }
    }
  }

  private static long slot(int i) {
    return INDEX_OFFSET + (long) i * Long.BYTES;
  }

  /** {@return the offsets in the index, in order; they are hints, and may be wrong} */
  long[] index() throws CorruptChannelException {
    long[] offsets = new long[SLOTS];
    int count = 0;
    for (int i = 0; i < SLOTS; i++) {
      long offset = field(slot(i));
      long begin = RECORDS_OFFSET + i * part;
      if (offset >= begin && offset < begin + part && offset % Long.BYTES == 0) {
        offsets[count++] = offset;
      }
    }
    return Arrays.copyOf(offsets, count);
  }

  /** {@return the error that says where the file is damaged} */
  CorruptChannelException corrupt(long offset, String what) {
    return new CorruptChannelException(
        "%s: damaged at offset=%d: %s; what is before it can be read, and what is after it with from=POSITION"
            .formatted(path, offset, what));
  }

  /** {@return the error for an access to memory that the file no longer has} */
  CorruptChannelException cutShort(long offset, InternalError fault) {
    return new CorruptChannelException(
        "%s: the file was cut short before offset=%d under its mapping; what is before it can be read"
            .formatted(path, offset),
        fault);
  }

  @Override
  public void close() {
    mapped.close();
  }
}
