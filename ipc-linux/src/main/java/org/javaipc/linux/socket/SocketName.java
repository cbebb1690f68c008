package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.javaipc.linux.raw.poll.Socket;
import org.javaipc.linux.raw.poll.Un;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.PercentText;

/**
 * The name of a Unix domain socket as the kernel has it: nothing, a path, or {@code @} and a name in
 * the abstract namespace, which may hold any bytes.
 *
 * @param text such as {@code /run/orders}, {@code ./orders}, {@code @orders}, or empty; bytes that are
 *     not text as {@link NativeText} has them
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public record SocketName(String text) {
  /** Longest path, or abstract name with its {@code @}, in bytes: the kernel needs no zero behind a path. */
  public static final int MOST_BYTES = 108;

  /** The name of a socket that has none. */
  public static final SocketName NONE = new SocketName("");

  private static final long PATH = Un.SOCKADDR_UN.byteOffset(PathElement.groupElement("sun_path"));

  /** {@return the length in bytes} */
  public int bytes() {
    return NativeText.encode(text).length;
  }

  /** {@return whether it is a name in the abstract namespace} */
  public boolean isAbstract() {
    return text.startsWith("@");
  }

  /** {@return whether it is a path} */
  public boolean isPath() {
    return !text.isEmpty() && !isAbstract();
  }

  /** {@return the address for the kernel, of exactly its length} */
  MemorySegment sockaddr(Arena arena) {
    byte[] name = NativeText.encode(text);
    if (name.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "bytes=" + name.length + " of socket name " + this + " are over " + MOST_BYTES);
    }
    MemorySegment address = arena.allocate(Un.SOCKADDR_UN);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) Socket.AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH, name.length);
    if (isAbstract()) {
      address.set(ValueLayout.JAVA_BYTE, PATH, (byte) 0);
      return address.asSlice(0, PATH + name.length);
    }
    boolean ended = name.length > 0 && name.length < MOST_BYTES;
    return address.asSlice(0, PATH + name.length + (ended ? 1 : 0));
  }

  /** {@return the name that the kernel told; of a foreign peer it may be any bytes} */
  static SocketName of(MemorySegment address, int length) {
    int size = (int) Math.min(length - PATH, Un.SOCKADDR_UN.byteSize() - PATH);
    if (size <= 0) {
      return NONE;
    }
    byte[] name = address.asSlice(PATH, size).toArray(ValueLayout.JAVA_BYTE);
    if (name[0] == 0) {
      return new SocketName("@" + NativeText.decode(Arrays.copyOfRange(name, 1, name.length)));
    }
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    String path = NativeText.decode(Arrays.copyOf(name, end));
    return new SocketName(path.indexOf('/') >= 0 && path.charAt(0) != '@' ? path : "./" + path);
  }

  /** {@return the name, for messages} */
  @Override
  public String toString() {
    return text.isEmpty() ? "a socket without a name" : PercentText.encode(text);
  }
}
