package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.segment.SystemVPlace;
import org.javaipc.linux.segment.SystemVSegment;
import org.javaipc.linux.wait.FutexParker;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** A region in a System V segment, whose name, locks and owner are those of a small file. */
final class SystemVRegion implements SharedRegion {
  private final SharedRegion place;
  private final SystemVSegment segment;
  private final MemorySegment memory;
  private final FutexParker parker;

  /** Takes ownership of the place and the segment. */
  SystemVRegion(SharedRegion place, SystemVSegment segment, long size) {
    this.place = place;
    this.segment = segment;
    this.memory = SystemVPlace.region(segment, size);
    this.parker = new FutexParker(memory);
  }

  @Override
  public String describe() {
    return place.describe() + " (shmid=" + segment.id() + ")";
  }

  @Override
  public MemorySegment segment() {
    return memory;
  }

  @Override
  public boolean isNamed() throws IpcException {
    return place.isNamed();
  }

  /** The kernel accounted for the whole segment when it was created. */
  @Override
  public void reserve(long offset, long length) {
    if (offset < 0 || length < 0 || offset > memory.byteSize() - length) {
      throw new IllegalArgumentException("offset=" + offset + " length=" + length);
    }
  }

  /** There is no medium behind it. */
  @Override
  public void sync(long offset, long length) {}

  @Override
  public boolean tryLock() throws IpcException {
    return place.tryLock();
  }

  @Override
  public void unlock() throws IpcException {
    place.unlock();
  }

  @Override
  public Parker parker() {
    return parker;
  }

  @Override
  public Liveness liveness() {
    return place.liveness();
  }

  @Override
  public void unlink() throws IpcException {
    place.unlink();
  }

  @Override
  public void close() throws IpcException {
    parker.close();
    try {
      segment.mapping().close();
    } finally {
      place.close();
    }
  }
}
