package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.CorruptChannelException;
import org.javaipc.spi.SharedRegion;

/**
 * What the file of a System V region says of its segment. The segment ends with a page of its own that
 * begins with the nonce: an id that was given to another segment meanwhile is noticed.
 *
 * <pre>
 * +----+-----------------+
 * |  0 | magic           |
 * |  8 | owner's slot    |
 * | 16 | id              |
 * | 24 | size            |
 * | 32 | IPC namespace   |
 * | 40 | nonce           |
 * +----+-----------------+
 * </pre>
 *
 * @param id of the segment
 * @param size of the region in bytes, without the nonce's page
 * @param namespace in which the id means something
 * @param nonce that the segment has too
 */
record SystemVPlace(int id, long size, long namespace, long nonce) {
  /** {@code JAVAIPCV} in memory. */
  public static final long MAGIC = 0x5643_5049_4156_414aL;

  /** Length of the file in bytes. */
  public static final long LENGTH = 4096;

  private static final long OWNER_OFFSET = Long.BYTES;
  private static final long ID_OFFSET = OWNER_OFFSET + Long.BYTES;
  private static final long SIZE_OFFSET = ID_OFFSET + Long.BYTES;
  private static final long NAMESPACE_OFFSET = SIZE_OFFSET + Long.BYTES;
  private static final long NONCE_OFFSET = NAMESPACE_OFFSET + Long.BYTES;

  private static final long NONCE_PAGE = 4096;
  private static final long LARGEST = 1L << 46;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

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

  /** Writes the file, and the nonce into the segment. */
  public void write(MemorySegment file, SystemVSegment segment, long owner) {
    segment.mapping().segment().set(LONG, size, nonce);
    file.set(LONG, OWNER_OFFSET, owner);
    file.set(LONG, ID_OFFSET, id);
    file.set(LONG, SIZE_OFFSET, size);
    file.set(LONG, NAMESPACE_OFFSET, namespace);
    file.set(LONG, NONCE_OFFSET, nonce);
    file.set(LONG, 0, MAGIC);
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
