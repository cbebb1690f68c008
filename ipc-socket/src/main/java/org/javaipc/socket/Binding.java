package org.javaipc.socket;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;

/**
 * A socket that has a name, and what must go with it.
 *
 * @param socket the socket
 * @param file of its name, unless that is abstract
 */
record Binding(SocketDescriptor socket, Optional<SocketFile> file)
    implements AutoCloseable, KernelChannel.OwnName {
  private static final long DYING_NANOS = 1_000_000_000;
  private static final long PAUSE_NANOS = 1_000_000;

  /** Makes a socket and binds it; a stream socket does not listen yet. */
  static Binding bind(SocketKind kind, UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(kind, address.toString());
    try {
      return new Binding(socket, name(socket, address, options));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The same, with patience for a former owner that is dying: the kernel closes its descriptors one after
   * the other.
   */
  static Binding takeOver(SocketKind kind, UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    long start = System.nanoTime();
    while (true) {
      try {
        return bind(kind, address, options);
      } catch (ChannelBusyException e) {
        if (System.nanoTime() - start > DYING_NANOS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static Optional<SocketFile> name(
      SocketDescriptor socket, UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    if (address.path().isPresent()) {
      SocketFile.Ownership ownership =
          new SocketFile.Ownership(options.policy(), options.uid(), options.gid());
      return Optional.of(SocketFile.bind(socket, address.name(), ownership));
    }
    if (address.isAbstract() && !socket.bindAbstract(address.name())) {
      throw new ChannelBusyException(
          address + ": another process has this name; close it first, or use another name");
    }
    return Optional.empty();
  }

  /** {@return whether others can find it; always, if it has no file of its own} */
  @Override
  public boolean stands() throws IpcException {
    return file.isEmpty() || file.get().stands();
  }

  /** Gives the name up. */
  @Override
  public void remove() throws IpcException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  /** Gives the name up, then the socket. */
  @Override
  public void close() throws IpcException {
    try (socket) {
      remove();
    }
  }
}
