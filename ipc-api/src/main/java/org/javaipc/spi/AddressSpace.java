package org.javaipc.spi;

import java.lang.foreign.MemorySegment;

/**
 * All memory of this process as one segment, for accesses whose bounds have been checked.
 *
 * <p>A {@link java.util.ServiceLoader} service. The module that may call restricted methods provides it, so modules
 * that read and write shared memory need no native access of their own. Without a provider they use the segments of
 * their regions, which is slower but otherwise equivalent.
 */
public interface AddressSpace {
  /**
   * {@return a segment that begins at address 0, contains every address and is always accessible; always the same one}
   */
  MemorySegment segment();
}
