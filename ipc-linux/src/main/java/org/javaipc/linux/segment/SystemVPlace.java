package org.javaipc.linux.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.IpcNamespace;
import org.javaipc.linux.raw.ipc.Shm;
import org.javaipc.linux.raw.ipc.SystemV;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObject;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.spi.SharedRegion;

/**
 * What the file of a System V region says of its segment. The segment ends with a page of its own that
 * begins with the nonce: an id that was given to another segment meanwhile is noticed.
 *
 * <p>The file has the segment's key before there is a segment, so that the segment of a process that was killed while it
 * made one is found and removed. The nonce is written last; until then nobody can use the segment.
 *
 * <pre>
 * +----+-----------------+
 * |  0 | magic           |
 * |  8 | owner's slot    |
 * | 16 | id              |
 * | 24 | size            |
 * | 32 | IPC namespace   |
 * | 40 | nonce           |
 * | 48 | key             |
 * +----+-----------------+
 * </pre>
 *
 * @param id of the segment
 * @param size of the region in bytes, without the nonce's page
 * @param namespace in which the id means something
 * @param nonce that the segment has too
 */
public record SystemVPlace(int id, long size, long namespace, long nonce) {
  /** {@code JAVAIPCV} in memory. */
  public static final long MAGIC = 0x5643_5049_4156_414aL;

  /** Length of the file in bytes. */
  public static final long LENGTH = 4096;

  private static final long OWNER_OFFSET = Long.BYTES;
  private static final long ID_OFFSET = OWNER_OFFSET + Long.BYTES;
  private static final long SIZE_OFFSET = ID_OFFSET + Long.BYTES;
  private static final long NAMESPACE_OFFSET = SIZE_OFFSET + Long.BYTES;
  private static final long NONCE_OFFSET = NAMESPACE_OFFSET + Long.BYTES;
  private static final long KEY_OFFSET = NONCE_OFFSET + Long.BYTES;
  private static final long HEADER = KEY_OFFSET + Long.BYTES;

  private static final long NONCE_PAGE = 4096;
  private static final long LARGEST = 1L << 46;
  private static final long NO_NONCE = 0;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle NONCE = LONG.varHandle();

  /** {@return the size of the segment for a region} */
  public static long withNonce(long size) {
    return size + NONCE_PAGE;
  }

  /** {@return the region in a segment} */
  public static MemorySegment region(SystemVSegment segment, long size) {
    return segment.mapping().segment().asSlice(0, size);
  }

  /** {@return the owner's slot in a copy of the file's beginning; 0 if that is too short} */
  public static long owner(MemorySegment header) {
    return header.byteSize() < ID_OFFSET ? 0 : header.get(LONG, OWNER_OFFSET);
  }

  /** Writes a new file, of a segment that is about to be made. */
  public static void initialize(MemorySegment file, long owner, long size, long namespace) {
    file.set(LONG, OWNER_OFFSET, owner);
    file.set(LONG, SIZE_OFFSET, size);
    file.set(LONG, NAMESPACE_OFFSET, namespace);
    file.set(LONG, 0, MAGIC);
  }

  /** Says which key the segment will have. */
  public static void announce(MemorySegment file, int key) {
    file.set(LONG, KEY_OFFSET, key);
  }

  /** Says that the segment can be used, and writes the nonce into it. */
  public void write(MemorySegment file, SystemVSegment segment) {
    segment.mapping().segment().set(LONG, size, nonce);
    file.set(LONG, ID_OFFSET, id);
    NONCE.setRelease(file, NONCE_OFFSET, nonce);
  }

  /** {@return whether the file describes a segment that can be used} */
  public static boolean isReady(MemorySegment file) {
    return file.byteSize() < HEADER || (long) NONCE.getAcquire(file, NONCE_OFFSET) != NO_NONCE;
  }

  /**
   * Removes the segment of a dead owner that was killed while it made it. The kernel removes every other with the last
   * process that has it attached. A segment that any other process has used, or that another user made, is left alone.
   *
   * @param file of the dead owner, of any kind
   */
  public static void removeUnfinished(Descriptor file) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(HEADER, Long.BYTES);
      if (file.read(header, 0) < HEADER
          || header.get(LONG, 0) != MAGIC
          || isReady(header)
          || header.get(LONG, NAMESPACE_OFFSET) != IpcNamespace.current()) {
        return;
      }
      int key = (int) header.get(LONG, KEY_OFFSET);
      if (key != SystemV.IPC_PRIVATE) {
        removeUnused(key, withNonce(header.get(LONG, SIZE_OFFSET)));
      }
    }
  }

  private static void removeUnused(int key, long size) throws IpcException {
    Optional<SystemVObject> found = SystemVObjects.findKey(SystemVKind.SEGMENT, key);
    if (found.isPresent()
        && found.get() instanceof SystemVObject.Segment segment
        && segment.size() == size
        && segment.attached() == 0
        && (segment.lastPid() == 0 || segment.lastPid() == segment.creatorPid())) {
      Shm.shmctl(segment.identity().id(), SystemV.IPC_RMID, 0); // refused if it is another user's
    }
  }

  /** {@return the place in a file that another process wrote} */
  public static SystemVPlace read(SharedRegion place) throws CorruptChannelException {
    return read(place.segment(), place.describe());
  }

  /** {@return the place in a copy of the beginning of a file that another process wrote} */
  public static SystemVPlace read(MemorySegment file, String name) throws CorruptChannelException {
    long id = file.byteSize() < LENGTH ? -1 : file.get(LONG, ID_OFFSET);
    long size = file.byteSize() < LENGTH ? -1 : file.get(LONG, SIZE_OFFSET);
    boolean possible = size > 0 && size <= LARGEST && size % Long.BYTES == 0;
    if (id < 0 || id > Integer.MAX_VALUE || !possible) {
      throw new CorruptChannelException(
          "%s: does not describe a segment: id=%d size=%d".formatted(name, id, size));
    }
    return new SystemVPlace(
        (int) id, size, file.get(LONG, NAMESPACE_OFFSET), file.get(LONG, NONCE_OFFSET));
  }

  /** {@return whether this describes that segment} */
  public boolean isOf(SystemVSegment segment) {
    return segment.mapping().segment().get(LONG, size) == nonce;
  }
}
