package org.javaipc.spi;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sets of names that keep the order in which messages list them. */
final class OptionNames {
  private OptionNames() {}

  static Set<String> of(String... names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
  }

  /** {@return the names of the first set, then those that only the second one has} */
  static Set<String> union(Set<String> first, Set<String> second) {
    Set<String> all = new LinkedHashSet<>(first);
    all.addAll(second);
    return Collections.unmodifiableSet(all);
  }
}
