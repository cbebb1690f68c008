package org.javaipc.core.memory;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Topic;
import org.javaipc.core.ring.RingProvider;
import org.javaipc.core.topic.RegionTopic;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicProvider;

/**
 * {@code memory:}, the same rings and events as between processes, but inside one JVM, for tests of applications. Needs
 * neither Linux nor native access.
 */
public final class MemoryProvider extends RingProvider implements TopicProvider {
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.CLAIM_IN_PLACE,
          Capability.READ_IN_PLACE,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public MemoryProvider() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public String artifact() {
    return "ipc-core";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  protected RegionStore channelStore(Address address, ChannelOptions options) {
    return new MemoryRegionStore(address.name());
  }

  @Override
  protected RegionStore eventStore(Address address, ChannelOptions options) {
    return new MemoryRegionStore(address.name() + " events"); // no channel can have that name
  }

  @Override
  public Topic topic(Address address, TopicOptions options) {
    return new RegionTopic(address, options, capabilities(), new MemoryTopicStore(address.name()));
  }
}
