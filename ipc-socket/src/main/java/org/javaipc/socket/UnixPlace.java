package org.javaipc.socket;

import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.spi.ChannelOptions;

/**
 * Where a channel's socket and its control region are.
 *
 * @param socket name of the socket
 * @param directory that holds the control region
 * @param control name of the channel in the directory, to which the region's suffix is added
 */
record UnixPlace(UnixSocketAddress socket, RuntimeDirectory directory, String control) {
  static UnixPlace of(Address address, ChannelOptions options) throws IpcException {
    String suffix = "." + address.scheme();
    return switch (address.nameForm()) {
      case PLAIN -> {
        RuntimeDirectory directory = RuntimeDirectory.open(options.directory(), options.access());
        String file = address.name() + suffix;
        yield new UnixPlace(UnixSocketAddress.of(directory.path().resolve(file)), directory, file);
      }
      case ABSTRACT ->
          new UnixPlace(
              new UnixSocketAddress(address.name()),
              RuntimeDirectory.open(options.directory(), options.access()),
              address.name() + suffix);
      case PATH -> atPath(address, options);
    };
  }

  private static UnixPlace atPath(Address address, ChannelOptions options) throws IpcException {
    Path path = Path.of(address.name());
    String file = String.valueOf(path.getFileName());
    if (file.startsWith(".")) {
      throw new InvalidAddressException(
          "address '%s': a path needs a file name that does not begin with a dot"
              .formatted(address));
    }
    return new UnixPlace(UnixSocketAddress.of(path), RuntimeDirectory.of(address, options), file);
  }

  /** {@return the name of the socket alone, for peers that know nothing of control regions} */
  static UnixSocketAddress socket(Address address, ChannelOptions options) throws IpcException {
    return address.nameForm() == NameForm.PLAIN
        ? UnixSocketAddress.inDirectory(
            options.directory(), options.access(), address.name() + "." + address.scheme())
        : new UnixSocketAddress(address.name());
  }

  /** {@return how the socket is bound} */
  static UnixServerOptions binding(ChannelOptions options) {
    return UnixServerOptions.DEFAULT
        .withMode(options.access().mode())
        .withTrust(options.access().trustedUids(), options.access().trustedGids());
  }
}
