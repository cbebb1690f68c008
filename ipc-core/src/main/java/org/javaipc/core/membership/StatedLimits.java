package org.javaipc.core.membership;

import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;

/** Compares the limits that an address states with those of the channel. */
public final class StatedLimits {
  private StatedLimits() {}

  /**
   * Checks that an option, if it is stated, has the actual value.
   *
   * @throws GeometryMismatchException if it differs
   */
  public static void same(Address address, String option, long stated, long actual)
      throws GeometryMismatchException {
    if (stated != actual) {
      throw new GeometryMismatchException(
          "%s: the address states %s=%d but the channel was created with %s=%d; leave the option out, or state the same"
              .formatted(address, option, stated, option, actual));
    }
  }
}
