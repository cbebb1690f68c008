package org.javaipc.mq;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.core.queue.QueueChannel;
import org.javaipc.core.queue.QueueChannelProvider;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.RegionFormat;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/** What both kinds of queues have in common: a file in the runtime directory that says who is joined. */
abstract class QueueProvider extends QueueChannelProvider {
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.DURABLE,
          Capability.VIRTUAL_THREADS);

  QueueProvider() {}

  @Override
  public final String artifact() {
    return "ipc-mq";
  }

  @Override
  public final Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  protected final List<String> files(Optional<Path> directory) throws IpcException {
    return RuntimeDirectory.files(directory);
  }

  @Override
  protected final RegionStore store(Address address, ChannelOptions options) throws IpcException {
    return FileRegionStore.durable(
        directory(options),
        file(address),
        new RegionFormat(QueueChannel.MAGIC, QueueChannel::receiverSlot),
        options.access());
  }

  static RuntimeDirectory directory(ChannelOptions options) throws IpcException {
    return RuntimeDirectory.open(options.directory(), options.access());
  }

  static String file(Address address) {
    return address.name() + "." + address.scheme();
  }
}
