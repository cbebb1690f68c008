package org.javaipc.socket;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.PercentText;

/**
 * Where a channel's socket and its control region are.
 *
 * @param socket name of the socket
 * @param directory that holds the control region
 * @param control name of the channel in the directory, to which the region's suffix is added
 */
record UnixPlace(UnixSocketAddress socket, RuntimeDirectory directory, String control) {
  private static final int LONGEST_SPELLED = 200;

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
              controlName(address));
      case PATH -> atPath(address, options);
    };
  }

  /**
   * {@return the name of the control region of an abstract or plain name} What a file's name cannot hold is
   * spelled, and a name that would be too long is stood for by its digest.
   */
  static String controlName(Address address) {
    String spelled = PercentText.encode(address.name()).replace("/", "%2F");
    if (spelled.length() > LONGEST_SPELLED) {
      spelled = "@" + HexFormat.of().formatHex(sha256(NativeText.encode(address.name())));
    }
    return spelled + "." + address.scheme();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  private static UnixPlace atPath(Address address, ChannelOptions options) throws IpcException {
    Path path = NativeText.path(address.name());
    String file = NativeText.fileName(path);
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
    return UnixServerOptions.DEFAULT.withAccess(options.access());
  }
}
