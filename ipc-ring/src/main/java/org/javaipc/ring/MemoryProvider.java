package org.javaipc.ring;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/**
 * {@code memory:}, the same rings and events as between processes but inside one JVM: for tests of
 * applications. Needs neither Linux nor native access.
 */
public final class MemoryProvider extends RingProvider {
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
    return "ipc-ring";
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
    return new MemoryRegionStore(address.name() + " events"); // no channel is named so
  }
}
