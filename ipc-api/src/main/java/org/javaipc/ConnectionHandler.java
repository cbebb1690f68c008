package org.javaipc;

/** What a {@link Poller} does with the clients of a server. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Takes a client that has connected.
   *
   * @param connection the handler's to close
   */
  void onConnection(Connection connection);

  /**
   * Is told of a failure; the server has left the poller.
   *
   * @param server that failed; not closed
   * @param failure what the server threw
   */
  default void onFailure(Server server, IpcException failure) {}
}
