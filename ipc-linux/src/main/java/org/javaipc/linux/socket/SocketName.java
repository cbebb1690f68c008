package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.javaipc.linux.raw.Socket;
import org.javaipc.linux.raw.Un;

/**
 * The name of a Unix domain socket as the kernel has it: nothing, a path, or {@code @} and a name in
 * the abstract namespace.
 *
 * @param text such as {@code /run/orders}, {@code @orders}, or empty
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public record SocketName(String text) {
  /** Longest path, or abstract name with its {@code @}, in bytes: a path is followed by a zero. */
  public static final int MOST_BYTES = 107;

  /** The name of a socket that has none. */
  public static final SocketName NONE = new SocketName("");

  private static final long PATH = Un.SOCKADDR_UN.byteOffset(PathElement.groupElement("sun_path"));

  /** {@return the length in bytes} */
  public int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** {@return whether it is a name in the abstract namespace} */
  public boolean isAbstract() {
    return text.startsWith("@");
  }

  /** {@return whether it is a path} */
  public boolean isPath() {
    return text.startsWith("/");
  }

  /** {@return the address for the kernel, of exactly its length} */
  MemorySegment sockaddr(Arena arena) {
    byte[] name = text.getBytes(StandardCharsets.UTF_8);
    if (name.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "bytes=" + name.length + " of socket name " + text + " are over " + MOST_BYTES);
    }
    MemorySegment address = arena.allocate(Un.SOCKADDR_UN);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) Socket.AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH, name.length);
    if (isAbstract()) {
      address.set(ValueLayout.JAVA_BYTE, PATH, (byte) 0);
      return address.asSlice(0, PATH + name.length);
    }
    return address.asSlice(0, PATH + name.length + (name.length == 0 ? 0 : 1));
  }

  /** {@return the name that the kernel told; of a foreign peer it may be any bytes} */
  static SocketName of(MemorySegment address, int length) {
    int size = (int) Math.min(length - PATH, Un.SOCKADDR_UN.byteSize() - PATH);
    if (size <= 0) {
      return NONE;
    }
    byte[] name = address.asSlice(PATH, size).toArray(ValueLayout.JAVA_BYTE);
    if (name[0] == 0) {
      return new SocketName(
          "@" + new String(name, 1, name.length - 1, StandardCharsets.UTF_8).replace('\0', '@'));
    }
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new SocketName(new String(name, 0, end, StandardCharsets.UTF_8));
  }

  /** {@return the name, for messages} */
  @Override
  public String toString() {
    return text.isEmpty() ? "a socket without a name" : text;
  }
}
