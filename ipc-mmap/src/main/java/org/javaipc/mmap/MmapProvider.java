package org.javaipc.mmap;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.FileRegionStore;
import org.javaipc.linux.NativeAccess;
import org.javaipc.linux.RegionFormat;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.ring.RingChannel;
import org.javaipc.ring.RingEvents;
import org.javaipc.ring.RingProvider;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;

/**
 * {@code mmap:}, files that both ends map. {@code mmap:/var/lib/app/orders} is that file; {@code
 * mmap:orders} is {@code orders.mmap} in the runtime directory, which a restart of the machine empties.
 * What a receiver had not read is in the file for the next one, whoever ends and however.
 *
 * <p>The processes of a file know of each other by files beside it, so nobody who is not trusted may
 * be able to write to its directory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class MmapProvider extends RingProvider {
  private static final Set<Capability> CAPABILITIES =
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
  protected RegionStore channelStore(Address address, ChannelOptions options) throws IpcException {
    RuntimeDirectory directory = RuntimeDirectory.of(address, options);
    RegionFormat format = new RegionFormat(RingChannel.MAGIC, RingChannel::receiverSlot);
    return options.temporary()
        ? new FileRegionStore(directory, fileName(address) + "-lane", format, options.access())
        : FileRegionStore.durable(directory, fileName(address), format, options.access());
  }

  /** Events are news, not data: nothing of them outlives the listener. */
  @Override
  protected RegionStore eventStore(Address address, ChannelOptions options) throws IpcException {
    return new FileRegionStore(
        RuntimeDirectory.of(address, options),
        fileName(address) + "-events",
        new RegionFormat(RingEvents.MAGIC, RingEvents::listenerSlot),
        options.access());
  }

  private static String fileName(Address address) {
    if (address.nameForm() == NameForm.PLAIN) {
      return address.name() + ".mmap";
    }
    String name = String.valueOf(Path.of(address.name()).getFileName());
    if (name.startsWith(".")) {
      throw new InvalidAddressException(
          "address '%s': the file's name begins with a dot; choose another".formatted(address));
    }
    return name;
  }
}
