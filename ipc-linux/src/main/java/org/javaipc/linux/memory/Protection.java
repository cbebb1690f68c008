package org.javaipc.linux.memory;

import java.util.Set;
import org.javaipc.linux.raw.file.Mman;

/**
 * The access that a mapping allows its process. It never allows running code.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public enum Protection {
  /** It can be read. */
  READ,
  /** It can be written; no processor can do that without {@link #READ}. */
  WRITE;

  /** {@return the bits of mmap} */
  static int bits(Set<Protection> protection) {
    return Mman.PROT_READ | (protection.contains(WRITE) ? Mman.PROT_WRITE : 0);
  }
}
