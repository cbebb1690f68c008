package org.javaipc.socket;

import java.util.Optional;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketFile;

/**
 * A socket that has a name, and what must go with it.
 *
 * @param socket the socket
 * @param file of its name, unless that is abstract
 */
record Binding(SocketDescriptor socket, Optional<SocketFile> file) implements AutoCloseable {
  /** Makes a socket and binds it; a stream socket does not listen yet. */
  static Binding bind(boolean stream, UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(stream, address.toString());
    try {
      return new Binding(socket, name(socket, address, options));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Optional<SocketFile> name(
      SocketDescriptor socket, UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    if (address.path().isPresent()) {
      SocketFile.Ownership ownership =
          new SocketFile.Ownership(options.mode(), options.uid(), options.gid());
      return Optional.of(SocketFile.bind(socket, address.name(), ownership));
    }
    if (address.isAbstract() && !socket.bindAbstract(address.name())) {
      throw new ChannelBusyException(
          address + ": another process has this name; close it first, or use another name");
    }
    return Optional.empty();
  }

  /** Gives the name up. */
  void removeFile() throws IpcException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  /** Gives the name up, then the socket. */
  @Override
  public void close() throws IpcException {
    try (socket) {
      removeFile();
    }
  }
}
