package org.javaipc.cli.transfer;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/**
 * Clients that are answered with what they send. Each has a thread, so that one that does not read
 * its answers keeps no other waiting.
 */
public final class EchoClients implements AutoCloseable {
  private final PrintStream err;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Begins without clients.
   *
   * @param err is told of those that die
   */
  public EchoClients(PrintStream err) {
    this.err = err;
  }

  /** Serves one client to its end, and closes it. */
  public void serve(Connection client) {
    connections.add(client);
    try (client) {
      if (!closed) {
        echo(client.sender(), client.receiver());
      }
    } catch (IpcException e) {
      tell(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(client);
    }
  }

  private static void echo(Sender sender, Receiver receiver)
      throws IpcException, InterruptedException {
    try {
      while (receiver.receive(
              (segment, offset, length) -> answer(sender, segment, offset, length), 1)
          != Receiver.END_OF_STREAM) {}
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof IpcException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void answer(Sender sender, MemorySegment segment, long offset, long length) {
    try {
      sender.send(segment, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the next wait ends
    }
  }

  /** A client that has read enough may go; one that died, or sent nonsense, is worth a line. */
  private void tell(IpcException e) {
    boolean orderly = e instanceof PeerClosedException && !(e instanceof PeerDiedException);
    if (!closed && !orderly && !(e instanceof ChannelClosedException)) {
      err.println("ipc: a client: " + e.getMessage());
    }
  }

  /** Closes all. */
  @Override
  public void close() throws IpcException {
    closed = true;
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
