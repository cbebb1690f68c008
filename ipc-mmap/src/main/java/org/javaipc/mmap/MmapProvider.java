package org.javaipc.mmap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
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
import org.javaipc.mmap.log.LogOptions;
import org.javaipc.mmap.log.LogStatus;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicProvider;
import org.javaipc.spi.TopicStore;

/**
 * {@code mmap:}, files that both ends map. {@code mmap:/var/lib/app/orders} names that file; {@code mmap:orders} names
 * {@code orders.mmap} in the runtime directory, which a restart of the machine empties. Unread messages stay in the
 * file for the next receiver, however either end closes or dies.
 *
 * <p>The processes that use a file find each other by files beside it, so no untrusted user may have write permission
 * for its directory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class MmapProvider extends RingProvider implements TopicProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.CLAIM_IN_PLACE,
          Capability.READ_IN_PLACE,
          Capability.VIRTUAL_THREADS,
          Capability.DURABLE);

  /** For {@link java.util.ServiceLoader}. */
  public MmapProvider() {}

  @Override
  public String scheme() {
    return "mmap";
  }

  @Override
  public String artifact() {
    return "ipc-mmap";
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
  public Set<NameForm> nameForms() {
    return Set.of(NameForm.PLAIN, NameForm.PATH);
  }

  @Override
  protected List<String> files(Optional<Path> directory) throws IpcException {
    return RuntimeDirectory.files(directory);
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    LogTopics.requireNoLog(address, options);
    return super.channel(address, options);
  }

  @Override
  protected RegionStore channelStore(Address address, ChannelOptions options) throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.of(address, options);
    RegionFormat format = new RegionFormat(RingChannel.MAGIC, RingChannel::receiverSlot);
    return options.temporary()
        ? new FileRegionStore(directory, fileName(address) + "-lane", format, options.access())
        : FileRegionStore.durable(directory, fileName(address), format, options.access());
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    Optional<Path> log = LogTopics.existing(address, options);
    return log.isPresent()
        ? new LogStatus(address, log.get(), LogTopics.bell(address, log.get(), options)).look()
        : super.status(address, options);
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>(super.channels(directory));
    for (String file : files(directory)) {
      Optional<String> name = LogTopics.name(file);
      if (name.isPresent()) {
        Address address = address(name.get(), directory);
        all.addAll(status(address, ChannelOptions.ofEvents(address, Set.of())));
      }
    }
    return all;
  }

  /** Events are signals, not data: none outlives the listener. */
  @Override
  protected RegionStore eventStore(Address address, ChannelOptions options) throws IpcException {
    return new FileRegionStore(
        RuntimeDirectory.of(address, options),
        fileName(address) + "-events",
        new RegionFormat(WordEvents.MAGIC, WordEvents::listenerSlot),
        options.access());
  }

  static String fileName(Address address) {
    if (address.nameForm() == NameForm.PLAIN) {
      return address.name() + ".mmap";
    }
    return NativeText.fileName(NativeText.path(address.name()));
  }

  @Override
  public Set<String> topicOptions() {
    return LogOptions.NAMES;
  }

  @Override
  public Topic topic(Address address, TopicOptions options) throws IpcException {
    Optional<Topic> log = LogTopics.find(address, options);
    if (log.isPresent()) {
      return log.get();
    }
    return new RegionTopic(
        address, options, capabilities(), topicStore(address, options.channel()));
  }

  /** A topic without a log disappears with its last end. */
  private TopicStore topicStore(Address address, ChannelOptions options) throws IpcException {
    return new FileTopicStore(
        RuntimeDirectory.of(address, options),
        fileName(address),
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
