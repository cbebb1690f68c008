package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import org.javaipc.spi.AddressSpace;

/** The user's half of the address space, which is all that a process can map. */
public final class LinuxAddressSpace implements AddressSpace {
  private static final MemorySegment SEGMENT = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** For {@link java.util.ServiceLoader}. */
  public LinuxAddressSpace() {}

  @Override
  public MemorySegment segment() {
    return SEGMENT;
  }
}
