package org.javaipc.mq;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.linux.FileRegionStore;
import org.javaipc.linux.NativeAccess;
import org.javaipc.linux.PosixQueueLimits;
import org.javaipc.linux.RegionFormat;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.ring.PacketChannel;
import org.javaipc.ring.PacketProvider;
import org.javaipc.ring.PacketQueues;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/**
 * {@code mq:}, POSIX message queues: {@code mq:orders} is the queue {@code /javaipc-1000-1a2b3c-orders}
 * (user, runtime directory, name), and {@code orders.mq} in the runtime directory says who its ends are.
 * What a receiver had not read is in the queue for the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class MqProvider extends PacketProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.DURABLE,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public MqProvider() {}

  @Override
  public String scheme() {
    return "mq";
  }

  @Override
  public String artifact() {
    return "ipc-mq";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable().or(PosixQueueLimits::unavailable);
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
  protected RegionStore store(Address address, ChannelOptions options) throws IpcException {
    return FileRegionStore.durable(
        directory(options),
        file(address),
        new RegionFormat(PacketChannel.MAGIC, PacketChannel::receiverSlot),
        options.access());
  }

  @Override
  protected PacketQueues queues(Address address, ChannelOptions options) throws IpcException {
    return new PosixQueues(directory(options).kernelName(address.name()), options.access());
  }

  private static RuntimeDirectory directory(ChannelOptions options) throws IpcException {
    return RuntimeDirectory.open(options.directory(), options.access());
  }

  private static String file(Address address) {
    return address.name() + "." + address.scheme();
  }
}
