package org.javaipc.socket;

import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;

/** What a socket that came from another process must be. */
final class Passed {
  private Passed() {}

  /** Takes a socket over; {@return it} The descriptor is closed, whatever happens. */
  static SocketDescriptor adopt(PassedDescriptor descriptor, SocketKind kind, boolean listens)
      throws IpcException {
    SocketDescriptor socket = SocketDescriptor.adopt(descriptor.release(), descriptor.toString());
    try {
      require(socket, kind, listens);
      return socket;
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** {@return the numbers of descriptors that go with one message} */
  static int[] numbers(List<PassedDescriptor> descriptors) {
    if (descriptors.size() > UnixSocket.MOST_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "descriptors="
              + descriptors.size()
              + " are over "
              + UnixSocket.MOST_DESCRIPTORS
              + " in one message");
    }
    return descriptors.stream().mapToInt(PassedDescriptor::number).toArray();
  }

  /**
   * Refuses a socket of another kind.
   *
   * @param listens whether it must listen, or must not
   */
  private static void require(SocketDescriptor socket, SocketKind kind, boolean listens)
      throws IpcException {
    if (socket.kind() != kind) {
      throw new SystemCallException(
          "%s: it is a %s socket, not a %s socket".formatted(socket, socket.kind(), kind),
          "EPROTOTYPE");
    }
    if (socket.isListening() != listens) {
      throw new SystemCallException(
          listens
              ? socket + ": it does not listen; pass a listening socket, or use it as a connection"
              : socket + ": it listens; accept its connections with a server socket's of method",
          "EINVAL");
    }
  }
}
