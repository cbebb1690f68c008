package org.javaipc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that outlives its servers: {@code reconnect=true}. The call that finds its server gone throws, because whether
 * it has dealt with the last request is not known; the next one connects again.
 */
final class ReconnectingConnection implements Connection {
  private final Address address;
  private final Opener opener;

  /** The last one, also if its server has gone. */
  private volatile Connection open;

  /** Whether the server of the last one has gone. By the user's thread. */
  private boolean gone;

  private volatile boolean closed;

  /** Connects. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws IpcException, InterruptedException;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  private interface Use<T> {
    T with(Connection connection) throws IpcException, InterruptedException;
  }

  ReconnectingConnection(Address address, Opener opener) throws IpcException, InterruptedException {
    this.address = address;
    this.opener = opener;
    this.open = opener.open();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Sender sender() {
    return open.sender();
  }

  @Override
  public Receiver receiver() {
    return open.receiver();
  }

  @Override
  public Optional<PeerCredentials> peer() {
    return open.peer();
  }

  @Override
  public void send(byte[] message) throws IpcException, InterruptedException {
    use(connection -> {
      connection.send(message);
      return true;
    });
  }

  @Override
  public void send(String message) throws IpcException, InterruptedException {
    use(connection -> {
      connection.send(message);
      return true;
    });
  }

  @Override
  public byte @Nullable [] receive() throws IpcException, InterruptedException {
    return use(Connection::receive);
  }

  @Override
  public @Nullable String receiveString() throws IpcException, InterruptedException {
    return use(Connection::receiveString);
  }

  @Override
  public byte[] call(byte[] request) throws IpcException, InterruptedException {
    return use(connection -> connection.call(request));
  }

  @Override
  public String call(String request) throws IpcException, InterruptedException {
    return use(connection -> connection.call(request));
  }

  private <T extends @Nullable Object> T use(Use<T> use) throws IpcException, InterruptedException {
    Connection connection = open();
    try {
      T result = use.with(connection);
      if (result == null) {
        leave(connection, null); // the server has ended its stream
      }
      return result;
    } catch (PeerClosedException e) {
      leave(connection, e);
      throw e;
    }
  }

  private Connection open() throws IpcException, InterruptedException {
    if (!gone) {
      return open;
    }
    Connection next = opener.open();
    open = next;
    gone = false;
    if (closed) {
      next.close(); // the closer may have closed the one before
    }
    return next;
  }

  private void leave(Connection connection, @Nullable IpcException gap) throws IpcException {
    gone = !closed;
    try {
      connection.close();
    } catch (IpcException e) {
      if (gap == null) {
        throw e;
      }
      gap.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IpcException {
    closed = true;
    open.close();
  }

  @Override
  public String toString() {
    return open.toString();
  }
}
