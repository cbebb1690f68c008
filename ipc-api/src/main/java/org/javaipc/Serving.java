package org.javaipc;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.spi.LibraryThread;

/** One run of {@link Server#serve}: the clients that are being served, and how many failed. */
final class Serving {
  private static final System.Logger LOG = System.getLogger("org.javaipc");

  private static final long PAUSE_MILLIS = 10;

  private final Server server;
  private final ClientHandler handler;
  private final Set<Thread> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();

  Serving(Server server, ClientHandler handler) {
    this.server = server;
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  long run() throws IpcException, InterruptedException {
    try {
      while (true) {
        beginNext();
      }
    } catch (ChannelClosedException e) {
      awaitClients();
      return failures.get();
    } catch (InterruptedException e) {
      clients.forEach(Thread::interrupt);
      awaitClientsThoughInterrupted();
      throw e;
    } catch (IpcException e) {
      awaitClients();
      throw e;
    }
  }

  /** What one client meets for lack of memory does not end the service of the others. */
  private void beginNext() throws IpcException, InterruptedException {
    try {
      begin(server.accept());
    } catch (OutOfMemoryError | StackOverflowError e) {
      failed(e);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void begin(Connection connection) {
    Thread thread = null;
    try {
      thread = Thread.ofVirtual().name("javaipc-client").unstarted(() -> serve(connection));
      clients.add(thread);
      LibraryThread.start(thread);
    } catch (ResourceLimitException | RuntimeException | Error e) {
      if (thread != null) {
        clients.remove(thread);
      }
      close(connection);
      failed(e);
    }
  }

  private void close(Connection connection) {
    try {
      connection.close();
    } catch (IpcException e) {
      LOG.log(System.Logger.Level.WARNING, server.address() + ": closing a client failed", e);
    }
  }

  private void serve(Connection connection) {
    try (connection) {
      handler.serve(connection);
    } catch (Throwable e) {
      failed(e);
    } finally {
      clients.remove(Thread.currentThread());
    }
  }

  private void failed(Throwable failure) {
    failures.incrementAndGet();
    LOG.log(System.Logger.Level.WARNING, server.address() + ": serving a client failed", failure);
  }

  private void awaitClients() throws InterruptedException {
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      clients.forEach(Thread::interrupt);
      awaitClientsThoughInterrupted();
      throw e;
    }
  }

  private void awaitClientsThoughInterrupted() {
    for (Thread client : clients) {
      boolean ended = false;
      while (!ended) {
        try {
          client.join();
          ended = true;
        } catch (InterruptedException e) {
          client.interrupt();
        }
      }
    }
  }
}
