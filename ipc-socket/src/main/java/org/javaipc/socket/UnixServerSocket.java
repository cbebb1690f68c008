package org.javaipc.socket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.Waitable;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A listening stream socket. Its file has its mode and owner before anybody can connect, is removed with
 * the server, and is taken over from a server that died; a live server's never is.
 *
 * <p>Connections of users who are not trusted are closed at once, which their end sees as the end of the
 * stream, and counted. When this process has reached its limit of open files, the connection that waits
 * longest is closed likewise, and the server goes on.
 *
 * <p>For one thread at a time; only {@link #close} may be called from others.
 *
 * <pre>{@code
 * try (UnixServerSocket server = UnixServerSocket.bind(UnixSocketAddress.of(Path.of("/run/app.sock")))) {
 *   while (true) {
 *     UnixSocket client = server.accept();
 *     Thread.startVirtualThread(() -> serve(client));
 *   }
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixServerSocket implements Waitable, AutoCloseable {
  private static final long EXHAUSTED_PAUSE = 10_000_000;

  private final UnixSocketAddress address;
  private final Binding binding;
  private final Acceptor acceptor;
  private final Direction incoming;

  private UnixServerSocket(UnixSocketAddress address, Binding binding, Acceptor acceptor) {
    this.address = address;
    this.binding = binding;
    this.acceptor = acceptor;
    this.incoming = new Direction(binding.socket(), true);
  }

  /**
   * Listens with {@link UnixServerOptions#DEFAULT}.
   *
   * @param address to listen at
   * @return the server, which the caller closes
   * @throws IpcException as {@link #bind(UnixSocketAddress, UnixServerOptions)} says
   */
  public static UnixServerSocket bind(UnixSocketAddress address) throws IpcException {
    return bind(address, UnixServerOptions.DEFAULT);
  }

  /**
   * Listens.
   *
   * @param address to listen at
   * @param options backlog, mode, owner, and who is trusted
   * @return the server, which the caller closes
   * @throws ChannelBusyException if a live socket has the name
   * @throws CorruptChannelException if a file that is not a socket has the name; it is left alone
   * @throws org.javaipc.AccessRefusedException if this user may not make the file, or give it away
   * @throws org.javaipc.NoSuchObjectException if the directory does not exist
   * @throws ResourceLimitException if there are too many open files
   * @throws IpcException if the kernel refuses for another reason
   */
  public static UnixServerSocket bind(UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    return bind(SocketKind.STREAM, address, options);
  }

  static UnixServerSocket bind(
      SocketKind kind, UnixSocketAddress address, UnixServerOptions options) throws IpcException {
    Binding binding = Binding.bind(kind, address, options);
    try {
      binding.socket().listen(options.backlog());
      return new UnixServerSocket(
          address, binding, new Acceptor(binding.socket(), options.policy()));
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  /**
   * Serves at a socket that another process listens with and has handed over, such as systemd or a former
   * version of this server, with {@link UnixServerOptions#DEFAULT}: connections of this user are accepted.
   *
   * @param listening descriptor of it; closed, whatever happens
   * @return the server, which the caller closes
   * @throws org.javaipc.SystemCallException if it is not a stream socket that listens
   * @throws IpcException if the kernel refuses
   */
  public static UnixServerSocket of(PassedDescriptor listening) throws IpcException {
    return of(listening, UnixServerOptions.DEFAULT);
  }

  /**
   * Serves at a socket that another process listens with and has handed over. Its file, owner and mode
   * stay as they are, also when this server closes. Clients that connect from now on see the credentials of
   * this process; those that waited already see those of the former one.
   *
   * @param listening descriptor of it; closed, whatever happens
   * @param options of which the backlog counts, and who is trusted
   * @return the server, which the caller closes
   * @throws org.javaipc.SystemCallException if it is not a stream socket that listens
   * @throws IpcException if the kernel refuses
   */
  public static UnixServerSocket of(PassedDescriptor listening, UnixServerOptions options)
      throws IpcException {
    return of(SocketKind.STREAM, listening, options);
  }

  static UnixServerSocket of(SocketKind kind, PassedDescriptor listening, UnixServerOptions options)
      throws IpcException {
    SocketDescriptor socket = Passed.adopt(listening, kind, true);
    try {
      socket.listen(options.backlog());
      return new UnixServerSocket(
          UnixSocketAddress.of(socket.localName()),
          new Binding(socket, Optional.empty()),
          new Acceptor(socket, options.policy()));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** {@return where it listens} */
  public UnixSocketAddress address() {
    return address;
  }

  /** {@return how many connections of users who are not trusted were closed} */
  public long refused() {
    return acceptor.refused();
  }

  /** {@return how many connections were closed because this process had too many open files} */
  public long shed() {
    return acceptor.shed();
  }

  /** Waits for a connection to take. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return incoming.awaitReadable(timeout);
  }

  /**
   * Takes a connection, if one waits.
   *
   * @return the connection, which the caller closes; null if none waits
   * @throws ChannelClosedException if the server is closed
   * @throws IpcException if the kernel refuses
   */
  public @Nullable UnixSocket poll() throws IpcException {
    return connection(incoming.once(this::next));
  }

  /**
   * Takes a connection, waiting for one for as long as it takes.
   *
   * @return the connection, which the caller closes
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no connection was taken
   */
  public UnixSocket accept() throws IpcException, InterruptedException {
    while (true) {
      UnixSocket connection = connection(take(null));
      if (connection != null) {
        return connection;
      }
    }
  }

  /**
   * Takes a connection, waiting for one for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the connection, which the caller closes; null if the timeout elapsed
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no connection was taken
   */
  public @Nullable UnixSocket accept(Duration timeout) throws IpcException, InterruptedException {
    return connection(take(timeout));
  }

  /** {@return a connection of whatever kind; null if the timeout elapsed} */
  @Nullable SocketDescriptor take(@Nullable Duration timeout)
      throws IpcException, InterruptedException {
    return incoming.await(timeout, this::next);
  }

  private static @Nullable UnixSocket connection(@Nullable SocketDescriptor socket) {
    return socket == null ? null : new UnixSocket(socket, Optional.empty());
  }

  private @Nullable SocketDescriptor next() throws IpcException {
    try {
      return acceptor.accept().orElse(null);
    } catch (ResourceLimitException e) {
      LockSupport.parkNanos(EXHAUSTED_PAUSE); // rather than spin until somebody closes something
      return null;
    }
  }

  /** {@return what listens, for another one to accept} */
  SocketDescriptor socket() {
    return binding.socket();
  }

  /** {@return what judges and counts} */
  Acceptor acceptor() {
    return acceptor;
  }

  /** {@return the address, for messages} */
  @Override
  public String toString() {
    return address.toString();
  }

  /**
   * Stops listening and removes the file. Connections that were not accepted are closed; accepted ones live
   * on. Repeating it does nothing.
   *
   * @throws IpcException if the file cannot be removed
   */
  @Override
  public void close() throws IpcException {
    if (incoming.close()) {
      acceptor.close();
      binding.close();
    }
  }
}
