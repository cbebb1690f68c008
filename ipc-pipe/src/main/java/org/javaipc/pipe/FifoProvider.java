package org.javaipc.pipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.KernelInspector;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.pipe.FifoFile;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NativeText;

/**
 * {@code fifo:}, named pipes: {@code fifo:orders} is the FIFO {@code orders.fifo} in the runtime
 * directory, which goes with its receiver; {@code fifo:/var/run/orders} is that path, and stays unless
 * {@code delete=true}. With {@code framing=none} any program can be the other end.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public final class FifoProvider implements ChannelProvider, ChannelInspector {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.FOREIGN_PEER,
          Capability.VIRTUAL_THREADS);

  private final KernelInspector inspector = new KernelInspector("fifo", Set.of("delete"));

  /** For {@link java.util.ServiceLoader}. */
  public FifoProvider() {}

  @Override
  public String scheme() {
    return "fifo";
  }

  @Override
  public String artifact() {
    return "ipc-pipe";
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
  public Set<String> ownOptions() {
    return Set.of("delete");
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    ChannelLimits geometry = PipeGeometry.of(address, options);
    if (!options.framed()) {
      return new ForeignFifo(address, options, geometry, file(address, options), deletes(address));
    }
    RuntimeDirectory directory = RuntimeDirectory.of(address, options);
    return new KernelChannel(
        address,
        options,
        CAPABILITIES,
        directory,
        controlName(address),
        geometry,
        medium(address, options));
  }

  private static FifoMedium medium(Address address, ChannelOptions options) throws IpcException {
    return new FifoMedium(
        file(address, options), options.capacity(), options.temporary() || deletes(address));
  }

  private static FifoFile file(Address address, ChannelOptions options) throws IpcException {
    Path path =
        address.nameForm() == NameForm.PATH
            ? NativeText.path(address.name())
            : RuntimeDirectory.open(options.directory(), options.access())
                .path()
                .resolve(address.name() + ".fifo");
    return new FifoFile(path, options.access());
  }

  private static String controlName(Address address) {
    if (address.nameForm() == NameForm.PLAIN) {
      return address.name() + ".fifo";
    }
    return NativeText.fileName(NativeText.path(address.name()));
  }

  private static boolean deletes(Address address) {
    String value = address.options().get("delete");
    if (value == null) {
      return address.nameForm() == NameForm.PLAIN;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw new InvalidAddressException(
          "address '%s': delete=%s is not one of true, false".formatted(address, value));
    }
    return value.equals("true");
  }

  @Override
  public List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    return inspector.channels(directory);
  }

  @Override
  public List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException {
    return inspector.status(address, controlPlace(address, options), controlName(address));
  }

  private static Optional<Path> controlPlace(Address address, ChannelOptions options) {
    return address.nameForm() == NameForm.PLAIN
        ? options.directory()
        : Optional.ofNullable(NativeText.path(address.name()).getParent());
  }

  @Override
  public boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    return inspector.removeLeftover(
        address, controlPlace(address, options), controlName(address), medium(address, options));
  }

  @Override
  public List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    return inspector.removeLeftovers(
        directory, address -> medium(address, ChannelOptions.of(address, ownOptions())));
  }
}
