package org.javaipc.micrometer;

import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;

/**
 * What a meter is tagged with. Options of the address are left out, so that a series goes on when a
 * capacity changes.
 */
record Label(String address, EndRole role) {
  static Label of(EndTotals totals) {
    Address address = totals.address();
    return new Label(Address.of(address.scheme(), address.name()).toString(), totals.role());
  }

  Tags tags() {
    return Tags.of("address", address, "role", role.name().toLowerCase(Locale.ROOT));
  }
}
