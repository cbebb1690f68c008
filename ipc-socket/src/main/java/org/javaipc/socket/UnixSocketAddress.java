package org.javaipc.socket;

import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.linux.RuntimeDirectory;
import org.javaipc.linux.socket.SocketName;
import org.javaipc.spi.AccessPolicy;

/**
 * The name of a Unix domain socket: a path, {@code @} and a name in the abstract namespace, or none.
 *
 * @param text such as {@code /run/orders.sock} or {@code @orders}; empty for a socket without a name
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public record UnixSocketAddress(String text) {
  /** Longest path, or abstract name with its {@code @}, in bytes. */
  public static final int MOST_BYTES = SocketName.MOST_BYTES;

  /** The name of a socket that has none, as clients mostly have none. */
  public static final UnixSocketAddress UNNAMED = new UnixSocketAddress("");

  /**
   * Checks the form.
   *
   * @throws InvalidAddressException if it is neither, or too long for the kernel
   */
  public UnixSocketAddress {
    if (!text.isEmpty() && !text.startsWith("/") && !text.startsWith("@")) {
      throw new InvalidAddressException(
          "socket name '" + text + "': it is neither an absolute path nor @ and a name");
    }
    int bytes = new SocketName(text).bytes();
    if (bytes > MOST_BYTES) {
      throw new InvalidAddressException(
          "socket name '"
              + text
              + "': it has "
              + bytes
              + " bytes, and the kernel takes at most "
              + MOST_BYTES
              + "; use a shorter path, or a plain name in the runtime directory");
    }
  }

  /**
   * {@return the address of a path}
   *
   * @param path of a file, made absolute
   * @throws InvalidAddressException if it has over {@value #MOST_BYTES} bytes
   */
  public static UnixSocketAddress of(Path path) {
    return new UnixSocketAddress(path.toAbsolutePath().toString());
  }

  /**
   * {@return the address of a name in the abstract namespace, which has no file and goes with its owner}
   *
   * @param name without the {@code @}
   * @throws InvalidAddressException if it has over {@value #MOST_BYTES} bytes with the {@code @}
   */
  public static UnixSocketAddress inAbstractNamespace(String name) {
    return new UnixSocketAddress("@" + name);
  }

  /**
   * {@return the address of a plain name in the runtime directory: {@code NAME.unix}}
   *
   * @param name as in the address {@code unix:NAME}
   * @throws InvalidAddressException if it is no plain name
   * @throws IpcException if the runtime directory cannot be made or is not to be trusted
   */
  public static UnixSocketAddress inRuntimeDirectory(String name) throws IpcException {
    if (!Address.isPlainName(name)) {
      throw new InvalidAddressException(
          "socket name '" + name + "': it is not 1 to 64 of A-Z a-z 0-9 . _ - (but not . or ..)");
    }
    return inDirectory(Optional.empty(), AccessPolicy.PRIVATE, name + ".unix");
  }

  /** {@return the address of a file in a runtime directory} */
  static UnixSocketAddress inDirectory(Optional<Path> directory, AccessPolicy policy, String file)
      throws IpcException {
    return of(RuntimeDirectory.open(directory, policy).path().resolve(file));
  }

  /** {@return whether it is a name in the abstract namespace} */
  public boolean isAbstract() {
    return text.startsWith("@");
  }

  /** {@return the path, if it is one} */
  public Optional<Path> path() {
    return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
  }

  /** {@return the name for the kernel} */
  SocketName name() {
    return new SocketName(text);
  }

  /** {@return what the kernel told; of a foreign peer it may hold any characters} */
  static UnixSocketAddress of(SocketName name) {
    return new UnixSocketAddress(name.text());
  }

  /** {@return the name, for messages} */
  @Override
  public String toString() {
    return text.isEmpty() ? "(unnamed)" : text.replaceAll("\\p{Cc}", "?");
  }
}
