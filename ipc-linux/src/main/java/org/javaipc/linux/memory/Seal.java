package org.javaipc.linux.memory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * What no process can do any more with a file in memory once it is sealed. A seal is never removed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html">F_ADD_SEALS(2)</a>
 */
public enum Seal {
  /** Adding seals. */
  SEAL(Fcntl.F_SEAL_SEAL),
  /** Truncating it. */
  SHRINK(Fcntl.F_SEAL_SHRINK),
  /** Extending it. */
  GROW(Fcntl.F_SEAL_GROW),
  /** Writing. It can be added only while no process has the file mapped for writing. */
  WRITE(Fcntl.F_SEAL_WRITE),
  /** Mapping it for writing from now on; existing mappings stay writable. */
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
