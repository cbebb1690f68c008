package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Mman;
import org.javaipc.linux.raw.file.Unistd;

/** Memory shared with other processes that map it. An access after close throws an exception. */
public final class Mapping implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment segment;

  private Mapping(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
  }

  /**
   * Takes ownership of mapped memory.
   *
   * @param address where it begins
   * @param size in bytes
   * @param unmap called with the address when the mapping is closed
   */
  public static Mapping of(long address, long size, LongConsumer unmap) {
    Arena arena = Arena.ofShared();
    MemorySegment segment =
        MemorySegment.ofAddress(address)
            .reinterpret(size, arena, mapped -> unmap.accept(mapped.address()));
    return new Mapping(arena, segment);
  }

  /**
   * Maps the start of a file for reading and writing.
   *
   * @param file stays the caller's, who may close it
   * @param size in bytes, greater than 0
   */
  public static Mapping shared(Descriptor file, long size) throws IpcException {
    return file(file, 0, size, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED);
  }

  /**
   * Maps a range of a file.
   *
   * @param file stays the caller's, who may close it
   * @param offset where the range begins, at a page
   * @param size in bytes, greater than 0
   * @param protection bits; without PROT_WRITE the segment is read-only in Java as well
   * @param flags MAP_SHARED or MAP_PRIVATE
   */
  public static Mapping file(Descriptor file, long offset, long size, int protection, int flags)
      throws IpcException {
    long address = Mman.mmap(0, size, protection, flags, file.fd(), offset);
    FileErrors.checkMap(address, file.name(), (protection & Mman.PROT_WRITE) != 0);
    Mapping mapping = of(address, size, mapped -> Mman.munmap(mapped, size));
    return (protection & Mman.PROT_WRITE) == 0 ? mapping.readOnly() : mapping;
  }

  /** {@return the same mapping, whose segment cannot be written} */
  public Mapping readOnly() {
    return new Mapping(arena, segment.asReadOnly());
  }

  /** {@return the mapped memory; once closed, an access to it is an {@code IllegalStateException}} */
  public MemorySegment segment() {
    return segment;
  }

  /** Writes a range of whole pages to the file's medium, and waits until they are there. */
  public void sync(long offset, long length, String name) throws IpcException {
    SystemErrors.check(
        Mman.msync(segment.asSlice(offset, length).address(), length, Mman.MS_SYNC), "msync", name);
  }

  /** A system call on a range of pages. */
  public interface RangeCall {
    /** {@return 0 or more, or -errno} */
    int call(long address, long length);
  }

  /**
   * Makes a call on the pages that contain a range; the mapping cannot be closed meanwhile.
   *
   * @return what the call returned: 0 or more, or {@code -errno}
   */
  public synchronized int onPages(long offset, long length, RangeCall call) {
    MemorySegment range = segment.asSlice(offset, length);
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("the mapping is closed");
    }
    long before = offset % pageSize();
    return call.call(range.address() - before, length + before);
  }

  /** {@return the size of a page in bytes} */
  public static long pageSize() {
    return PageSize.BYTES;
  }

  /** Unmaps the memory; repeating it does nothing. */
  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private static final class PageSize {
    static final long BYTES = Unistd.getpagesize();
  }
}
