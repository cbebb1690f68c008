package org.javaipc.linux.socket;

import java.util.Optional;
import java.util.function.Consumer;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.StackRoom;

/**
 * Takes connections of a listening socket, also when this process has reached its limit of open files: a
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
  private boolean reserveSpent;
  private boolean shedsNone;
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
   * @return the connection, which the caller closes; empty if none waits
   * @throws ResourceLimitException if there is no descriptor left even to refuse: pause, and go on
   * @throws IpcException if the kernel refuses
   */
  public Optional<SocketDescriptor> accept() throws IpcException {
    StackRoom.require(); // a connection that is not recorded could not be released
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      Optional<SocketDescriptor> connection = shedsNone ? nextOfAll() : next();
      if (connection.isEmpty() || admits(connection.get())) {
        return connection;
      }
    }
    return Optional.empty();
  }

  /**
   * Closes no connection for lack of a descriptor, as clients may have sent something that counts as taken: the one
   * that waits longest gets the one in reserve, and those behind it wait on.
   *
   * @return this
   */
  public Acceptor shedNone() {
    shedsNone = true;
    return this;
  }

  private Optional<SocketDescriptor> nextOfAll() throws IpcException {
    refillReserve();
    try {
      return server.accept();
    } catch (ResourceLimitException e) {
      if (!spendReserve()) {
        throw e;
      }
      return server.accept();
    }
  }

  /** {@return whether a descriptor is free now, which was in reserve} */
  public boolean spendReserve() {
    boolean first = !reserveSpent;
    reserveSpent = true;
    reserve.close();
    return first;
  }

  /**
   * Fills the reserve again if it was spent and that can be done now.
   *
   * @throws IpcException if the kernel refuses for another reason than a limit
   */
  public void refillReserve() throws IpcException {
    if (reserveSpent) {
      try {
        reserve = openReserve();
        reserveSpent = false;
      } catch (ResourceLimitException e) {
        // Then the next connection needs one that is free by chance.
      }
    }
  }

  /**
   * {@return whether the peer of a connection is trusted} If not, it is counted, and the connection is closed.
   *
   * @param connection that has been accepted elsewhere
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

  /** Counts a connection that another one has accepted and closed, for lack of a descriptor. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, any thread reads
  public void countShed() {
    shed++;
  }

  /** Closes the connection that waits longest, for lack of a descriptor. */
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

  /** {@return how many connections of untrusted users were closed} */
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
