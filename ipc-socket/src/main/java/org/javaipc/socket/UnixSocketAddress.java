package org.javaipc.socket;

import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.socket.SocketName;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.PercentText;

/**
 * The name of a Unix domain socket: a path, {@code @} and a name in the abstract namespace, or none.
 *
 * <p>Names that others chose can be any bytes. Here each byte that is not text is one of the characters
 * U+DC80 to U+DCFF, and a zero byte, as programs that bind to {@code sizeof(address)} bytes have them in
 * abstract names, is a zero character. {@link #parse} and {@link #toString} spell both as {@code %} and two
 * hexadecimal digits, as an {@link Address} does.
 *
 * @param text such as {@code /run/orders.sock}, {@code ./orders.sock} or {@code @orders}; empty for a socket
 *     without a name
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
   * @throws InvalidAddressException if it has none of these forms, or is too long for the kernel
   */
  public UnixSocketAddress {
    if (!text.isEmpty() && !text.startsWith("@") && !isPath(text)) {
      throw new InvalidAddressException(
          "socket name '%s': it is neither a path with a slash nor @ and a name"
              .formatted(PercentText.encode(text)));
    }
    int bytes = new SocketName(text).bytes();
    if (bytes > MOST_BYTES) {
      throw new InvalidAddressException(
          "socket name '"
              + PercentText.encode(text)
              + "': it has "
              + bytes
              + " bytes, and the kernel takes at most "
              + MOST_BYTES
              + "; use a shorter path, or a plain name in the runtime directory");
    }
  }

  private static boolean isPath(String text) {
    return text.indexOf('/') >= 0 && text.indexOf('\0') < 0;
  }

  /**
   * {@return the address that a text spells}
   *
   * @param text with escapes, such as {@code @name%00%00} or {@code /run/caf%E9}
   * @throws InvalidAddressException if it spells none, or one that is too long for the kernel
   */
  public static UnixSocketAddress parse(String text) {
    return new UnixSocketAddress(PercentText.decode(text));
  }

  /**
   * {@return the address of a path}
   *
   * @param path of a file; made absolute, unless only the relative one is short enough for the kernel
   * @throws InvalidAddressException if it has over {@value #MOST_BYTES} bytes
   */
  public static UnixSocketAddress of(Path path) {
    String absolute = NativeText.text(NativeText.absolute(path));
    String relative = "./" + NativeText.text(path);
    boolean shorter =
        !path.isAbsolute()
            && new SocketName(absolute).bytes() > MOST_BYTES
            && new SocketName(relative).bytes() <= MOST_BYTES;
    return new UnixSocketAddress(shorter ? relative : absolute);
  }

  /**
   * {@return the address of a name in the abstract namespace, which has no file and goes with its owner}
   *
   * @param name without the {@code @}; any characters, zero ones too
   * @throws InvalidAddressException if it has over {@value #MOST_BYTES} bytes with the {@code @}
   */
  public static UnixSocketAddress inAbstractNamespace(String name) {
    return new UnixSocketAddress("@" + name);
  }

  /**
   * {@return the address of a plain name in the runtime directory: {@code NAME.unix}}
   *
   * @param name as in the address {@code unix:NAME}
   * @throws InvalidAddressException if it is not a plain name
   * @throws IpcException if the runtime directory cannot be made or is not to be trusted
   */
  public static UnixSocketAddress inRuntimeDirectory(String name) throws IpcException {
    if (!Address.isPlainName(name)) {
      throw new InvalidAddressException(
          "socket name '"
              + name
              + "': it must be 1 to 64 characters of A-Z a-z 0-9 . _ - (not . or ..)");
    }
    return inDirectory(Optional.empty(), AccessPolicy.PRIVATE, name + ".unix");
  }

  /** {@return the address of a file in a runtime directory} */
  static UnixSocketAddress inDirectory(Optional<Path> directory, AccessPolicy policy, String file)
      throws IpcException {
    RuntimeDirectory.requireFree(file);
    return of(RuntimeDirectory.open(directory, policy).path().resolve(file));
  }

  /** {@return whether it is a name in the abstract namespace} */
  public boolean isAbstract() {
    return text.startsWith("@");
  }

  /** {@return the path, if it is one} */
  public Optional<Path> path() {
    return text.isEmpty() || isAbstract() ? Optional.empty() : Optional.of(NativeText.path(text));
  }

  /** {@return the name for the kernel} */
  SocketName name() {
    return new SocketName(text);
  }

  /** {@return what the kernel told} */
  static UnixSocketAddress of(SocketName name) {
    return new UnixSocketAddress(name.text());
  }

  /** {@return the name as {@link #parse} takes it; {@code (unnamed)} if there is none} */
  @Override
  public String toString() {
    return text.isEmpty() ? "(unnamed)" : PercentText.encode(text);
  }
}
