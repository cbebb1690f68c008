package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Mman;

/** Memory shared with whoever maps it too. An access after close is an exception. */
final class Mapping implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment segment;

  /** Takes ownership of an arena that unmaps the segment when it closes. */
  Mapping(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
  }

  /**
   * Maps the start of a file for reading and writing.
   *
   * @param file stays the caller's, who may close it
   * @param size in bytes, over 0
   */
  static Mapping shared(Descriptor file, long size) throws IpcException {
    long address =
        SystemErrors.check(
            Mman.mmap(0, size, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, file.fd(), 0),
            "mmap",
            file.name());
    Arena arena = Arena.ofShared();
    MemorySegment segment =
        MemorySegment.ofAddress(address)
            .reinterpret(size, arena, mapped -> Mman.munmap(mapped.address(), size));
    return new Mapping(arena, segment);
  }

  /** {@return the mapped memory} */
  MemorySegment segment() {
    return segment;
  }

  /** Writes a range of whole pages to the file's medium, and waits until it is there. */
  void sync(long offset, long length, String name) throws IpcException {
    SystemErrors.check(
        Mman.msync(segment.asSlice(offset, length).address(), length, Mman.MS_SYNC), "msync", name);
  }

  /** Unmaps it; repeating it does nothing. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
