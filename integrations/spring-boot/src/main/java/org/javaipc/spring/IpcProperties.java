package org.javaipc.spring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The configuration under {@code ipc}.
 *
 * @param channel addresses by channel name: text, or a map of {@code address} and options
 * @param memory whether all channels are in the memory of this JVM, for tests
 */
@ConfigurationProperties("ipc")
public record IpcProperties(@Nullable Map<String, Object> channel, boolean memory) {
  /** Copies the map. */
  public IpcProperties {
    channel =
        channel == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(channel));
  }

  /** {@return addresses by channel name, as they are written} */
  @Override
  public Map<String, Object> channel() {
    return channel == null ? Map.of() : channel;
  }
}
