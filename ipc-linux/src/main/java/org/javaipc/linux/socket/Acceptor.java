package org.javaipc.linux.socket;

import java.util.Optional;
import java.util.function.Consumer;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Unistd;
import org.javaipc.spi.AccessPolicy;

/**
 * Takes connections of a listening socket, also when this process has as many open files as it may: a
 * descriptor that is kept in reserve is given up for the connection that waits longest, which is closed,
 * so that its client knows and the server neither hangs nor spins.
 *
 * <p>For one thread at a time.
 */
public final class Acceptor implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;

  private final SocketDescriptor server;
  private final AccessPolicy policy;
  private final Consumer<SocketDescriptor> onRefused;
  private Descriptor reserve;
  private volatile long refused;
  private volatile long shed;

  /**
   * Opens the reserve.
   *
   * @param server that listens; stays the caller's
   * @param policy whose connections are accepted
   * @throws IpcException if there is no descriptor left
   */
  public Acceptor(SocketDescriptor server, AccessPolicy policy) throws IpcException {
    this(server, policy, refused -> {});
  }

  /**
   * Opens the reserve.
   *
   * @param server that listens; stays the caller's
   * @param policy whose connections are accepted
   * @param onRefused is given the connections of others, before they are closed
   * @throws IpcException if there is no descriptor left
   */
  public Acceptor(
      SocketDescriptor server, AccessPolicy policy, Consumer<SocketDescriptor> onRefused)
      throws IpcException {
    this.server = server;
    this.policy = policy;
    this.onRefused = onRefused;
    this.reserve = openReserve();
  }

  private static Descriptor openReserve() throws IpcException {
    String path = "/dev/null";
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY, 0);
    return new Descriptor((int) SystemErrors.check(fd, "open", path), path);
  }

  /**
   * Takes a connection of a trusted user, if one waits; those of others, of which it looks at a few, are
   * closed and counted.
   *
   * @return the connection, the caller's to close; empty if none waits
   * @throws ResourceLimitException if there is no descriptor left even to refuse: pause, and go on
   * @throws IpcException if the kernel refuses
   */
  public Optional<SocketDescriptor> accept() throws IpcException {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      Optional<SocketDescriptor> connection = next();
      if (connection.isEmpty() || admits(connection.get())) {
        return connection;
      }
    }
    return Optional.empty();
  }

  /**
   * {@return whether the peer of a connection is trusted; if not, it is counted, and the connection is
   * closed}
   *
   * @param connection that another one has accepted
   * @throws IpcException if the kernel does not say who the peer is; the connection is closed
   */
  public boolean admits(SocketDescriptor connection) throws IpcException {
    boolean admitted = false;
    try {
      PeerCredentials peer = connection.peer();
      admitted = isAccepted(peer.uid(), peer.gid());
      if (!admitted) {
        onRefused.accept(connection);
      }
      return admitted;
    } finally {
      if (!admitted) {
        connection.close();
      }
    }
  }

  /**
   * {@return whether a peer is trusted; if not, it is counted}
   *
   * @param uid of the peer
   * @param gid of the peer
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, any thread reads
  public boolean isAccepted(int uid, int gid) {
    if (policy.trusts(uid, gid, Unistd.geteuid())) {
      return true;
    }
    refused++;
    return false;
  }

  private Optional<SocketDescriptor> next() throws IpcException {
    try {
      return server.accept();
    } catch (ResourceLimitException e) {
      shedOne(e);
      return Optional.empty();
    }
  }

  /** Counts a connection that another one has accepted and closed, for want of a descriptor. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, any thread reads
  public void countShed() {
    shed++;
  }

  /** Closes the connection that waits longest, for want of a descriptor. */
  private void shedOne(ResourceLimitException reason) throws IpcException {
    reserve.close();
    try {
      server
          .accept()
          .ifPresent(connection -> {
            countShed();
            connection.close();
          });
    } catch (ResourceLimitException e) {
      reason.addSuppressed(e);
    } finally {
      restoreReserve(reason);
    }
  }

  private void restoreReserve(ResourceLimitException reason) throws IpcException {
    try {
      reserve = openReserve();
    } catch (ResourceLimitException e) {
      throw reason; // another thread took the descriptor; the next call tries again
    }
  }

  /** {@return how many connections of users who are not trusted were closed} */
  public long refused() {
    return refused;
  }

  /** {@return how many connections were closed because this process had too many open files} */
  public long shed() {
    return shed;
  }

  /** Closes the reserve. */
  @Override
  public void close() {
    reserve.close();
  }
}
