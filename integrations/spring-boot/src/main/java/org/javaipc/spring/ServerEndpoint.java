package org.javaipc.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.Connection;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.jspecify.annotations.Nullable;

/** A server whose clients a method serves. */
final class ServerEndpoint extends ManagedEndpoint {
  private final IpcContext context;
  private final ConnectionTalk talk;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Server server;
  private volatile boolean closing;

  /** What is said to one client. */
  @FunctionalInterface
  interface ConnectionTalk {
    void talk(Connection connection) throws IpcException, InterruptedException;
  }

  /** Closes something. */
  @FunctionalInterface
  private interface Closing {
    void close() throws IpcException;
  }

  ServerEndpoint(String channel, IpcContext context, ConnectionTalk talk, Handling handling) {
    super(channel, "server", handling);
    this.context = context;
    this.talk = talk;
  }

  @Override
  void open() throws IpcException {
    closing = false;
    server = context.listen(channel());
  }

  @Override
  void work() throws IpcException, InterruptedException {
    Server open = server;
    if (open != null) {
      open.serve(this::serve);
    }
  }

  private void serve(Connection connection) throws IpcException, InterruptedException {
    connections.add(connection);
    try {
      if (!closing) {
        talk.talk(connection);
      }
    } finally {
      connections.remove(connection);
    }
    if (handling().fatal() != null) {
      close();
    }
  }

  /** No more clients; those who wait for a request see the end, and requests in hand are answered. */
  @Override
  void close() throws IpcException {
    closing = true;
    List<IpcException> failures = new ArrayList<>();
    Server open = server;
    if (open != null) {
      tryClose(open::close, failures);
    }
    for (Connection connection : connections) {
      tryClose(connection.receiver()::close, failures);
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  /** One that cannot be closed keeps no other open. */
  private static void tryClose(Closing closing, List<IpcException> failures) {
    try {
      closing.close();
    } catch (IpcException e) {
      failures.add(e);
    }
  }
}
