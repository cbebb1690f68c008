package org.javaipc.socket;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.channel.KernelInspector;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.socket.SocketName;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.NativeText;

/** What both kinds of socket have in common as transports. */
abstract class SocketProvider implements ChannelProvider, ChannelInspector {
  private final KernelInspector inspector = new KernelInspector(scheme(), Set.of());
  private final SocketInspector sockets;

  /**
   * A transport over sockets.
   *
   * @param type of the sockets, as {@link SocketInspector} has it
   */
  SocketProvider(String type) {
    this.sockets = new SocketInspector(scheme(), type);
  }

  /** {@return the object behind a channel} */
  abstract UnixMedium medium(UnixSocketAddress name, ChannelOptions options);

  @Override
  public final String artifact() {
    return "ipc-socket";
  }

  @Override
  public final Optional<String> unavailable() {
    return NativeAccess.unavailable();
  }

  @Override
  public final Set<NameForm> nameForms() {
    return Set.of(NameForm.PLAIN, NameForm.PATH, NameForm.ABSTRACT);
  }

  @Override
  public final List<ChannelStatus> channels(Optional<Path> directory) throws IpcException {
    List<ChannelStatus> all = new ArrayList<>(inspector.channels(directory));
    Set<String> known = all.stream().map(found -> found.address().name()).collect(toSet());
    sockets.sockets(directory).stream()
        .filter(found -> !known.contains(found.address().name()))
        .forEach(all::add);
    all.sort(comparing(found -> found.address().name()));
    return all;
  }

  @Override
  public final List<ChannelStatus> status(Address address, ChannelOptions options)
      throws IpcException {
    List<ChannelStatus> found = channel(address, options.directory());
    return found.isEmpty()
        ? sockets.look(address, name(address, options)).stream().toList()
        : found;
  }

  private List<ChannelStatus> channel(Address address, Optional<Path> directory)
      throws IpcException {
    if (address.nameForm() != NameForm.PATH) {
      return inspector.status(address, directory, UnixPlace.controlName(address));
    }
    Path path = NativeText.path(address.name());
    return inspector.status(
        address, Optional.ofNullable(path.getParent()), NativeText.fileName(path));
  }

  /** {@return the name of an address's socket, whose directory is not made for it} */
  private SocketName name(Address address, ChannelOptions options) throws IpcException {
    String text = address.name();
    if (address.nameForm() == NameForm.PLAIN) {
      Path directory = RuntimeDirectory.location(options.directory());
      text = NativeText.text(directory.resolve(address.name() + "." + scheme()));
    }
    return new UnixSocketAddress(text).name();
  }

  @Override
  public final boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    UnixMedium medium = medium(UnixPlace.socket(address, options), options);
    if (address.nameForm() != NameForm.PATH) {
      String control = UnixPlace.controlName(address);
      return inspector.removeLeftover(address, options.directory(), control, medium);
    }
    Path path = NativeText.path(address.name());
    return inspector.removeLeftover(
        address, Optional.ofNullable(path.getParent()), NativeText.fileName(path), medium);
  }

  @Override
  public final List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>(inspector.removeLeftovers(directory, this::medium));
    removed.addAll(sockets.removeLeftovers(directory));
    return removed;
  }

  private UnixMedium medium(Address address) throws IpcException {
    ChannelOptions options = ChannelOptions.of(address, ownOptions());
    return medium(UnixPlace.socket(address, options), options);
  }
}
