package org.javaipc.linux.memory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * What nobody can do any more with a file in memory, once it is sealed. A seal is never taken back.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html">F_ADD_SEALS(2)</a>
 */
public enum Seal {
  /** Nobody adds seals. */
  SEAL(Fcntl.F_SEAL_SEAL),
  /** Nobody cuts it short under a mapping. */
  SHRINK(Fcntl.F_SEAL_SHRINK),
  /** Nobody makes it longer. */
  GROW(Fcntl.F_SEAL_GROW),
  /** Nobody writes; only once nobody has it mapped for writing. */
  WRITE(Fcntl.F_SEAL_WRITE),
  /** Nobody maps it for writing from now on; mappings that there are can be written. */
  FUTURE_WRITE(Fcntl.F_SEAL_FUTURE_WRITE);

  private final int bit;

  Seal(int bit) {
    this.bit = bit;
  }

  /** {@return the seals of a bit set} */
  static Set<Seal> of(int bits) {
    Set<Seal> seals = EnumSet.allOf(Seal.class);
    seals.removeIf(seal -> (bits & seal.bit) == 0);
    return seals;
  }

  /** {@return the bit set of seals} */
  static int bits(Set<Seal> seals) {
    return Arrays.stream(values())
        .filter(seals::contains)
        .mapToInt(seal -> seal.bit)
        .reduce(0, (one, other) -> one | other);
  }
}
