package org.javaipc.linux.region;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.IpcException;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.TopicRegion;

/** The region of a topic in a file, mapped by one end. */
final class FileTopicRegion implements TopicRegion {
  private static final ValueLayout.OfLong LITTLE_ENDIAN =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final RefCountedRegion region;
  private final OfdLock nameLock;
  private final AtomicBoolean closed = new AtomicBoolean();

  FileTopicRegion(RefCountedRegion region) {
    this.region = region;
    this.nameLock = LockByte.NAME.of(region.file());
  }

  @Override
  public void poke(long offset, long value) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(Long.BYTES, Long.BYTES);
      word.set(LITTLE_ENDIAN, 0, value);
      region.file().write(word, offset);
    }
  }

  @Override
  public String describe() {
    return region.describe();
  }

  @Override
  public MemorySegment segment() {
    return region.segment();
  }

  @Override
  public boolean isExposed() throws IpcException {
    return FileRegion.isExposed(region.file());
  }

  @Override
  public boolean isNamed() throws IpcException {
    return region.isNamed();
  }

  @Override
  public void reserve(long offset, long length) throws IpcException {
    if (offset < 0 || length < 0 || offset > segment().byteSize() - length) {
      throw new IllegalArgumentException("offset=" + offset + " length=" + length);
    }
    FileSpace.reserve(region.file(), offset, length);
  }

  @Override
  public void sync(long offset, long length) {
    // Its contents disappear with its last end.
  }

  @Override
  public boolean tryLock() throws IpcException {
    return nameLock.tryLock();
  }

  @Override
  public void unlock() throws IpcException {
    nameLock.unlock();
  }

  @Override
  public Parker parker() {
    return region.parker();
  }

  @Override
  public Liveness liveness() {
    return region.liveness();
  }

  @Override
  public void unlink() throws IpcException {
    region.unlink();
  }

  @Override
  public void close() throws IpcException {
    if (closed.compareAndSet(false, true)) {
      try {
        if (region.tryBeTheLast()) {
          region.unlink();
        }
      } finally {
        region.close();
      }
    }
  }
}
