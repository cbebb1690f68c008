package org.javaipc.socket;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.NativeAccess;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.linux.channel.KernelInspector;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketName;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ChannelStatus;

/** What both kinds of socket have in common as transports. */
abstract class SocketProvider implements ChannelProvider, ChannelInspector {
  private final KernelInspector inspector = new KernelInspector(scheme(), Set.of());

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
    return inspector.channels(directory);
  }

  @Override
  public final List<ChannelStatus> status(Address address, ChannelOptions options)
      throws IpcException {
    if (address.nameForm() != NameForm.PATH) {
      return inspector.status(address, options.directory(), address.name() + "." + scheme());
    }
    Path path = Path.of(address.name());
    return inspector.status(
        address, Optional.ofNullable(path.getParent()), String.valueOf(path.getFileName()));
  }

  @Override
  public final List<String> removeLeftovers(Optional<Path> directory) throws IpcException {
    List<String> removed = new ArrayList<>(inspector.removeLeftovers(directory, this::medium));
    Optional<RuntimeDirectory> existing = RuntimeDirectory.existing(directory);
    if (existing.isPresent()) {
      for (String file : RuntimeDirectory.files(directory)) {
        SocketName name = new SocketName(existing.get().path().resolve(file).toString());
        if (file.endsWith("." + scheme()) && removeServer(name)) {
          removed.add(name.text());
        }
      }
    }
    return removed;
  }

  /** Of a server there is nothing but its socket. */
  private static boolean removeServer(SocketName name) throws IpcException {
    try {
      return name.bytes() <= SocketName.MOST_BYTES && SocketFile.removeLeftover(name);
    } catch (AccessRefusedException e) {
      return false; // not ours to remove
    }
  }

  private UnixMedium medium(Address address) throws IpcException {
    ChannelOptions options = ChannelOptions.of(address, ownOptions());
    return medium(UnixPlace.socket(address, options), options);
  }
}
