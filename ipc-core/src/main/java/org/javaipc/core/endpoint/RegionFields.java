package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.javaipc.spi.AddressSpace;

/**
 * The same accesses as in {@link Fields}, for hot paths: to one range of a region, by its address if the process has an
 * {@link AddressSpace}. An access to a segment checks its class, bounds, thread and liveness, which takes some twenty
 * instructions; for a constant segment only the check of the alignment remains.
 *
 * <p>So nothing here checks that an offset lies in the range, or that the region is still mapped. A caller
 *
 * <ul>
 *   <li>masks the offset, or uses a constant of a format whose length was checked when the region was opened;
 *   <li>makes the access between {@link EndGuard#enter} and {@link EndGuard#exit} of an end of that region, which is
 *       unmapped only when no such call is running.
 * </ul>
 */
public final class RegionFields {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** A constant, as compilers need it; empty if there is no address space. */
  private static final MemorySegment SPACE = addressSpace();

  private static final boolean DIRECT = SPACE.byteSize() > 0;

  private final MemorySegment segment;
  private final long address;

  /**
   * Accesses a range of memory.
   *
   * @param segment the range; kept reachable
   * @throws IllegalArgumentException if it has no address because it is in the heap
   */
  public RegionFields(MemorySegment segment) {
    if (DIRECT && !segment.isNative()) {
      throw new IllegalArgumentException("segment lies in the heap, and has no address");
    }
    this.segment = segment;
    this.address = segment.address();
  }

  /** If it cannot be found for any reason, only speed is lost. */
  private static MemorySegment addressSpace() {
    try {
      return ServiceLoader.load(AddressSpace.class, RegionFields.class.getClassLoader())
          .findFirst()
          .map(AddressSpace::segment)
          .orElse(MemorySegment.NULL);
    } catch (ServiceConfigurationError | IllegalCallerException e) {
      return MemorySegment.NULL;
    }
  }

  /** {@return whether accesses go by address} */
  static boolean isDirect() {
    return DIRECT;
  }

  public int getIntOpaque(long offset) {
    return DIRECT
        ? (int) INT.getOpaque(SPACE, address + offset)
        : (int) INT.getOpaque(segment, offset);
  }

  public long getLongOpaque(long offset) {
    return DIRECT
        ? (long) LONG.getOpaque(SPACE, address + offset)
        : (long) LONG.getOpaque(segment, offset);
  }

  public long getLongAcquire(long offset) {
    return DIRECT
        ? (long) LONG.getAcquire(SPACE, address + offset)
        : (long) LONG.getAcquire(segment, offset);
  }

  public void putLong(long offset, long value) {
    if (DIRECT) {
      LONG.set(SPACE, address + offset, value);
    } else {
      LONG.set(segment, offset, value);
    }
  }

  public void putLongOpaque(long offset, long value) {
    if (DIRECT) {
      LONG.setOpaque(SPACE, address + offset, value);
    } else {
      LONG.setOpaque(segment, offset, value);
    }
  }

  public void putLongRelease(long offset, long value) {
    if (DIRECT) {
      LONG.setRelease(SPACE, address + offset, value);
    } else {
      LONG.setRelease(segment, offset, value);
    }
  }

  /** Copies {@code length} bytes of another segment, whose bounds are checked, into this range. */
  public void copyFrom(MemorySegment source, long sourceOffset, long offset, long length) {
    if (DIRECT) {
      MemorySegment.copy(source, sourceOffset, SPACE, address + offset, length);
    } else {
      MemorySegment.copy(source, sourceOffset, segment, offset, length);
    }
  }

  /** Copies {@code length} bytes of this range to the beginning of another segment, whose bounds are checked. */
  public void copyTo(long offset, MemorySegment target, long length) {
    if (DIRECT) {
      MemorySegment.copy(SPACE, address + offset, target, 0, length);
    } else {
      MemorySegment.copy(segment, offset, target, 0, length);
    }
  }
}
