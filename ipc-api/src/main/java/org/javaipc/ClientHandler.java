package org.javaipc;

/** Serves one client of a {@link Server}. */
@FunctionalInterface
public interface ClientHandler {
  /**
   * Serves the client, on a thread of its own.
   *
   * @param connection with the client; closed when this method returns or throws
   * @throws Exception if the client cannot be served; it is logged and counted, and the other clients go on
   */
  void serve(Connection connection) throws Exception;
}
