package org.javaipc.shm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.Topic;
import org.javaipc.core.event.WordEvents;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.core.ring.RingProvider;
import org.javaipc.core.topic.RegionTopic;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.FileTopicStore;
import org.javaipc.linux.region.RegionFormat;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicProvider;
import org.javaipc.spi.TopicStore;

/**
 * {@code shm:}, POSIX shared memory: {@code shm:orders} is the object {@code orders.shm} in the
 * runtime directory on /dev/shm, and for events {@code orders.shm-events}. When a receiver ends, its unread messages
 * are lost.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/shm_overview.7.html">shm_overview(7)</a>
 */
public final class ShmProvider extends RingProvider implements TopicProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.CLAIM_IN_PLACE,
          Capability.READ_IN_PLACE,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public ShmProvider() {}

  @Override
  public String scheme() {
    return "shm";
  }

  @Override
  public String artifact() {
    return "ipc-shm";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  protected List<String> files(Optional<Path> directory) throws IpcException {
    return RuntimeDirectory.files(directory);
  }

  @Override
  protected RegionStore channelStore(Address address, ChannelOptions options) throws IpcException {
    return new FileRegionStore(
        RuntimeDirectory.open(options.directory(), options.access()),
        address.name() + ".shm",
        new RegionFormat(RingChannel.MAGIC, RingChannel::receiverSlot),
        options.access());
  }

  @Override
  protected RegionStore eventStore(Address address, ChannelOptions options) throws IpcException {
    return new FileRegionStore(
        RuntimeDirectory.open(options.directory(), options.access()),
        address.name() + ".shm-events",
        new RegionFormat(WordEvents.MAGIC, WordEvents::listenerSlot),
        options.access());
  }

  @Override
  public Topic topic(Address address, TopicOptions options) throws IpcException {
    return new RegionTopic(
        address, options, capabilities(), topicStore(address, options.channel()));
  }

  private TopicStore topicStore(Address address, ChannelOptions options) throws IpcException {
    return new FileTopicStore(
        RuntimeDirectory.open(options.directory(), options.access()),
        address.name() + ".shm",
        new RegionFormat(RegionTopic.SUBSCRIPTION_MAGIC, RegionTopic::subscriberSlot),
        channelStore(address, options),
        options.access());
  }

  @Override
  protected Optional<TopicStore> topics(Address address, ChannelOptions options)
      throws IpcException {
    return Optional.of(topicStore(address, options));
  }
}
