package org.javaipc.socket;

import java.time.Duration;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.Waitable;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket whose connections carry whole messages (SOCK_SEQPACKET). Files, takeover, who is
 * accepted, and what happens when there are too many open files are as with {@link UnixServerSocket}.
 *
 * <p>For one thread at a time; only {@link #close} may be called from others.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixSeqpacketServerSocket implements Waitable, AutoCloseable {
  private final UnixServerSocket server;

  private UnixSeqpacketServerSocket(UnixServerSocket server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param address to listen at
   * @param options backlog, mode, owner, and who is trusted
   * @return the server, which the caller closes
   * @throws IpcException as {@link UnixServerSocket#bind(UnixSocketAddress, UnixServerOptions)} says
   */
  public static UnixSeqpacketServerSocket bind(UnixSocketAddress address, UnixServerOptions options)
      throws IpcException {
    return new UnixSeqpacketServerSocket(
        UnixServerSocket.bind(SocketKind.SEQPACKET, address, options));
  }

  /**
   * Serves at a socket that another process listens with and has handed over. Its file stays.
   *
   * @param listening descriptor of it; closed, whatever happens
   * @param options of which the backlog counts, and who is trusted
   * @return the server, which the caller closes
   * @throws org.javaipc.SystemCallException if it is not a seqpacket socket that listens
   * @throws IpcException if the kernel refuses
   */
  public static UnixSeqpacketServerSocket of(PassedDescriptor listening, UnixServerOptions options)
      throws IpcException {
    return new UnixSeqpacketServerSocket(
        UnixServerSocket.of(SocketKind.SEQPACKET, listening, options));
  }

  /** {@return where it listens} */
  public UnixSocketAddress address() {
    return server.address();
  }

  /** {@return how many connections of users who are not trusted were closed} */
  public long refused() {
    return server.refused();
  }

  /** {@return how many connections were closed because this process had too many open files} */
  public long shed() {
    return server.shed();
  }

  /** Waits for a connection to take. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return server.awaitReady(timeout);
  }

  /**
   * Takes a connection, waiting for one for as long as it takes.
   *
   * @return the connection, which the caller closes
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; no connection was taken
   */
  public UnixSeqpacketSocket accept() throws IpcException, InterruptedException {
    while (true) {
      SocketDescriptor connection = server.take(null);
      if (connection != null) {
        return UnixSeqpacketSocket.of(connection);
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
  public @Nullable UnixSeqpacketSocket accept(Duration timeout)
      throws IpcException, InterruptedException {
    SocketDescriptor connection = server.take(timeout);
    return connection == null ? null : UnixSeqpacketSocket.of(connection);
  }

  /** {@return the address, for messages} */
  @Override
  public String toString() {
    return server.toString();
  }

  /**
   * Stops listening and removes the file, if it was made here. Repeating it does nothing.
   *
   * @throws IpcException if the file cannot be removed
   */
  @Override
  public void close() throws IpcException {
    server.close();
  }
}
