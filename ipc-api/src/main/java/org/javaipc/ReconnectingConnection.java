package org.javaipc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that outlives its servers: {@code reconnect=true}. The call that finds its server gone throws, because whether
 * it has dealt with the last request is not known; the next one connects again. Where one thread sends and another receives, the
 * first of them connects and the other one waits for it.
 */
final class ReconnectingConnection implements Connection {
  private final Address address;
  private final Reopening<Connection> reopening;

  /** What is done with a connection. */
  @FunctionalInterface
  private interface Use<T> {
    T with(Connection connection) throws IpcException, InterruptedException;
  }

  ReconnectingConnection(Address address, Reopening.Opener<Connection> opener)
      throws IpcException, InterruptedException {
    this.address = address;
    this.reopening = new Reopening<>(address, opener, Connection::close);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Sender sender() {
    return reopening.last().sender();
  }

  @Override
  public Receiver receiver() {
    return reopening.last().receiver();
  }

  @Override
  public Optional<PeerCredentials> peer() {
    return reopening.last().peer();
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
    Connection connection = reopening.shared();
    T result;
    try {
      result = use.with(connection);
    } catch (IpcException e) {
      throw reopening.failed(connection, e);
    }
    if (result == null) {
      reopening.leave(connection); // the server has ended its stream
    }
    return result;
  }

  @Override
  public void close() throws IpcException {
    reopening.close();
  }

  @Override
  public String toString() {
    return reopening.last().toString();
  }
}
