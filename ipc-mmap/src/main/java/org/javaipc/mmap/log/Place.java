package org.javaipc.mmap.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.HistoryGoneException;
import org.javaipc.IpcException;
import org.javaipc.linux.lock.AppendLock;
import org.javaipc.mmap.MappedFile;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NativeText;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a named subscription, in a file beside the log: {@code .place-billing}. It identifies the last record
 * that was dealt with, so a place in a log that was recreated, or cut after a crash of the machine, is noticed. Two
 * copies are written in turn, so one is always whole.
 *
 * <pre>
 * copy 0 at 0, copy 1 at 64
 * +------+--------------------------------+
 * |    0 | how many times it was written  |
 * |    8 | position of the next record    |
 * |   16 | stamp of the record before it  |
 * |   24 | identity of the log            |
 * |   32 | CRC32C of bytes 0 to 31        |
 * +------+--------------------------------+
 * </pre>
 */
final class Place implements AutoCloseable {
  private static final String PREFIX = ".place-";
  private static final int LENGTH = 4096;
  private static final int COPY = 64;
  private static final int SUMMED = 32;

  private final Path path;
  private final Path folder;
  private final @Nullable AppendLock lock; // null: only inspected
  private final MappedFile file;
  private final MemorySegment memory;
  private final MemorySegment copied = Arena.ofAuto().allocate(SUMMED, Long.BYTES);
  private final ByteBuffer view = copied.asByteBuffer();
  private final CRC32C crc = new CRC32C();
  private long written;

  private Place(Path folder, Path path, @Nullable AppendLock lock, MappedFile file)
      throws IpcException {
    this.folder = folder;
    this.path = path;
    this.lock = lock;
    this.file = file;
    this.memory = file.segment();
    if (memory.byteSize() < LENGTH) {
      file.close();
      throw new CorruptChannelException(
          "%s: was cut short to size=%d of %d, and the place is lost; remove the file, and choose where to begin with from="
              .formatted(path, memory.byteSize(), LENGTH));
    }
  }

  /**
   * Opens a place, and creates it if it is missing.
   *
   * @throws ChannelBusyException if another subscription is using it
   */
  static Place open(Path folder, String name, int mode) throws IpcException {
    Path path = folder.resolve(PREFIX + name);
    AppendLock lock = AppendLock.open(NativeText.text(NativeText.absolute(path)), mode);
    try {
      if (!lock.tryTake()) {
        throw new ChannelBusyException(
            path
                + ": another subscription has as="
                + name
                + "; close it first, or use another name");
      }
      return new Place(
          folder, path, lock, MappedFile.at(path).size(LENGTH).mode(mode).openOrCreate());
    } catch (IpcException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** {@return whether a file of a log's folder is a place} */
  static boolean isPlace(Path file) {
    return String.valueOf(file.getFileName()).startsWith(PREFIX);
  }

  /** {@return the position of a place, even while a subscription is using it; 0 if it never had one} */
  static long peek(Path path) throws IpcException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("path=" + path);
    }
    try (MemoryFault.SETTLED;
        Place place = new Place(folder, path, null, MappedFile.at(path).readOnly().open())) {
      if (place.memory.byteSize() < LENGTH) {
        throw new CorruptChannelException(
            "%s: size=%d is less than that of a place, %d: it was cut short; remove the file to begin with from="
                .formatted(path, place.memory.byteSize(), LENGTH));
      }
      int last = place.last();
      return last < 0 ? 0 : place.get(last, Long.BYTES);
    } catch (InternalError e) {
      throw new CorruptChannelException(path + ": was cut short while it was mapped", e);
    }
  }

  /** {@return where to continue; the stated start if nothing was dealt with yet} */
  LogStart start(LogStart stated) throws IpcException {
    try (MemoryFault.SETTLED) {
      int last = last();
      MemoryFault.settle();
      return last < 0 ? stated : checked(last);
    } catch (InternalError e) {
      throw new CorruptChannelException(path + ": was cut short while it was mapped", e);
    }
  }

  /** {@return the newer copy that is whole; -1 if there never was one} */
  private int last() throws CorruptChannelException {
    int last = -1;
    boolean blank = true;
    for (int i = 0; i < 2; i++) {
      long count = get(i, 0);
      blank &= count == 0;
      if (count > 0 && isWhole(i) && count > written) {
        written = count;
        last = i;
      }
    }
    if (last < 0 && !blank) {
      throw new CorruptChannelException(
          path + ": neither copy of the place is whole; remove the file to begin with from=");
    }
    return last;
  }

  private boolean isWhole(int i) {
    MemorySegment.copy(memory, (long) i * COPY, copied, 0, SUMMED);
    return checksum() == (int) get(i, SUMMED);
  }

  private int checksum() {
    crc.reset();
    crc.update(view.clear());
    return (int) crc.getValue();
  }

  private LogStart checked(int i) throws IpcException {
    long next = get(i, Long.BYTES);
    long stamp = get(i, 2 * Long.BYTES);
    long identity = get(i, 3 * Long.BYTES);
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      if (reader.identity() != identity) {
        throw changed(next, reader.next());
      }
      if (next > reader.next()) {
        reader.seek(new LogStart.Position(next - 1));
        if (!reader.read() || reader.stamp() != stamp) {
          throw changed(next, reader.next());
        }
      } // else the record is gone, which who reads on is told if those behind it are gone as well
    }
    return new LogStart.Position(next);
  }

  private HistoryGoneException changed(long next, long first) {
    return new HistoryGoneException(
        "%s: the place is position=%d, but the record before it is not the one that was handled: the log was recreated, or cut short after a crash of the machine; remove the file to begin with from="
            .formatted(path, next),
        first);
  }

  /** {@return the error that the place is gone, and what to do about it} */
  HistoryGoneException gone(HistoryGoneException e) {
    return new HistoryGoneException(
        "%s; the place is in %s: remove it to begin with from=".formatted(e.getMessage(), path),
        e.first());
  }

  /** Records that a record, and all before it, were dealt with. */
  void commit(long next, long stamp, long identity) throws IpcException {
    try (MemoryFault.SETTLED) {
      written++;
      LogFileDescriptor.putLong(copied, 0, written);
      LogFileDescriptor.putLong(copied, Long.BYTES, next);
      LogFileDescriptor.putLong(copied, 2 * Long.BYTES, stamp);
      LogFileDescriptor.putLong(copied, 3 * Long.BYTES, identity);
      long at = (written & 1) * COPY;
      LogFileDescriptor.putLongRelease(memory, at, 0);
      MemorySegment.copy(copied, Long.BYTES, memory, at + Long.BYTES, SUMMED - Long.BYTES);
      LogFileDescriptor.putLong(memory, at + SUMMED, Integer.toUnsignedLong(checksum()));
      LogFileDescriptor.putLongRelease(memory, at, written);
    } catch (InternalError e) {
      throw new CorruptChannelException(path + ": was cut short while it was mapped", e);
    }
  }

  private long get(int i, long offset) {
    return LogFileDescriptor.getLongAcquire(memory, (long) i * COPY + offset);
  }

  @Override
  public void close() {
    file.close();
    if (lock != null) {
      lock.close();
    }
  }
}
