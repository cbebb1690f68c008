package org.javaipc;

import java.util.Optional;

/**
 * A value that the configuration gives to a key, for display.
 *
 * @param key such as {@code ipc.channel.orders}, {@code ipc.channel.default} or {@code
 *     ipc.provider.shm}
 * @param value of the key, as it was written
 * @param origin the source that it came from, in words
 * @param problem what is wrong with the value; empty if it can be used
 */
public record ConfiguredSetting(String key, String value, String origin, Optional<String> problem) {
  private static final String CHANNEL = "ipc.channel.";

  /** {@return the logical name, or {@code default} of the template; empty of other settings} */
  public Optional<String> channel() {
    return key.startsWith(CHANNEL)
        ? Optional.of(key.substring(CHANNEL.length()))
        : Optional.empty();
  }
}
