package org.javaipc.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One place where keys such as {@code ipc.channel.orders} have values.
 *
 * @param description for people, such as {@code system property}
 * @param values gives the value of a key
 * @param keys lists those that it has; none of a source that can only be asked
 */
public record Source(
    String description, Function<String, Optional<String>> values, Supplier<Set<String>> keys) {
  /**
   * {@return a source that can only be asked}
   *
   * @param description for people
   * @param values gives the value of a key
   */
  public static Source of(String description, Function<String, Optional<String>> values) {
    return new Source(description, values, Set::of);
  }

  /**
   * {@return a source of a map from logical names to addresses}
   *
   * @param description for people
   * @param addresses by logical name
   */
  public static Source ofChannels(String description, Map<String, String> addresses) {
    Map<String, String> byKey = new HashMap<>();
    addresses.forEach((name, address) -> byKey.put(Configuration.CHANNEL_PREFIX + name, address));
    return ofMap(description, byKey);
  }

  /**
   * {@return a source of a map}
   *
   * @param description for people
   * @param values by key
   */
  static Source ofMap(String description, Map<String, String> values) {
    return new Source(description, key -> Optional.ofNullable(values.get(key)), values::keySet);
  }
}
