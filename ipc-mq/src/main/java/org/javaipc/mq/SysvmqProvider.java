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
import org.javaipc.linux.RegionFormat;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.ring.PacketChannel;
import org.javaipc.ring.PacketProvider;
import org.javaipc.ring.PacketQueues;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/**
 * {@code sysvmq:}, System V message queues: a queue without a key, whose id is in {@code orders.sysvmq} in
 * the runtime directory, as are its ends. What a receiver had not read is in the queue for the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SysvmqProvider extends PacketProvider {
  /** For {@link java.util.ServiceLoader}. */
  public SysvmqProvider() {}

  @Override
  public String scheme() {
    return "sysvmq";
  }

  @Override
  public String artifact() {
    return "ipc-mq";
  }

  @Override
  public Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public Set<Capability> capabilities() {
    return MqProvider.CAPABILITIES;
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
    return new SystemVQueues(directory(options) + "/" + file(address), options.access());
  }

  private static RuntimeDirectory directory(ChannelOptions options) throws IpcException {
    return RuntimeDirectory.open(options.directory(), options.access());
  }

  private static String file(Address address) {
    return address.name() + "." + address.scheme();
  }
}
