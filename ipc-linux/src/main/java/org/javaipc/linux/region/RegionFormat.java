package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;

/**
 * What a {@link FileRegionStore} has to know of its regions: how to distinguish one from other files, and how to find
 * its owner.
 *
 * @param magic first eight bytes of every region, as a little-endian number
 * @param ownerSlot finds the owner's process slot, for messages, in a copy of the region's first
 *     {@value #HEADER_BYTES} bytes, which a hostile peer may have written; 0 if there is none
 */
public record RegionFormat(long magic, ToLongFunction<MemorySegment> ownerSlot) {
  /** Most bytes of a region that {@code ownerSlot} gets to see; a shorter region gives fewer. */
  public static final int HEADER_BYTES = 4096;
}
