package org.javaipc.socket;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A listening stream socket. Its file has its mode and owner before anybody can connect, is removed with
 * the server, and is taken over from a server that died; a live server's never is.
 *
 * <p>Connections of users who are not trusted are closed at once, which their end sees as the end of the
 * stream, and counted. When this process has as many open files as it may, the connection that waits
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
public final class UnixServerSocket implements AutoCloseable {
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
   * @return the server, the caller's to close
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
   * @return the server, the caller's to close
   * @throws ChannelBusyException if a live socket has the name
   * @throws CorruptChannelException if a file that is no socket has the name; it is left alone
   * @throws org.javaipc.AccessRefusedException if this user may not make the file, or give it away
   * @throws org.javaipc.NoSuchObjectException if the directory does not exist
   * @throws ResourceLimitException if there are too many open files
   * @throws IpcException if the kernel refuses for another reason
   */
  public static UnixServerSocket bind(UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    Binding binding = Binding.bind(true, address, options);
    try {
      binding.socket().listen(options.backlog());
      return new UnixServerSocket(
          address, binding, new Acceptor(binding.socket(), options.policy()));
    } catch (IpcException | RuntimeException e) {
      binding.close();
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

  /**
   * Takes a connection, if one waits.
   *
   * @return the connection, the caller's to close; null if none waits
   * @throws ChannelClosedException if the server is closed
   * @throws IpcException if the kernel refuses
   */
  public @Nullable UnixSocket poll() throws IpcException {
    return incoming.once(this::next);
  }

  /**
   * Takes a connection, waiting for one for as long as it takes.
   *
   * @return the connection, the caller's to close
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no connection was taken
   */
  public UnixSocket accept() throws IpcException, InterruptedException {
    while (true) {
      UnixSocket connection = incoming.await(null, this::next);
      if (connection != null) {
        return connection;
      }
    }
  }

  /**
   * Takes a connection, waiting for one for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the connection, the caller's to close; null if the time was over
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no connection was taken
   */
  public @Nullable UnixSocket accept(Duration timeout) throws IpcException, InterruptedException {
    return incoming.await(timeout, this::next);
  }

  private @Nullable UnixSocket next() throws IpcException {
    try {
      Optional<SocketDescriptor> connection = acceptor.accept();
      return connection.isPresent() ? new UnixSocket(connection.get(), Optional.empty()) : null;
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
   * Stops listening and removes the file. Connections that nobody accepted are closed; accepted ones live
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
