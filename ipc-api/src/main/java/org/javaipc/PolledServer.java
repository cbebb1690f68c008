package org.javaipc;

/** A server in a {@link Poller}. */
final class PolledServer extends PolledEnd {
  private static final int CLIENTS_AT_A_TIME = 64;

  private final Server server;
  private final ConnectionHandler handler;

  PolledServer(Server server, ConnectionHandler handler) {
    super(server);
    this.server = server;
    this.handler = handler;
  }

  @Override
  int poll() {
    try {
      throwFailure();
      int taken = 0;
      for (Connection connection;
          taken < CLIENTS_AT_A_TIME && (connection = server.poll()) != null;
          taken++) {
        handler.onConnection(connection);
      }
      return taken;
    } catch (IpcException e) {
      handler.onFailure(server, e);
      return LEFT;
    }
  }
}
