package org.javaipc.testkit;

import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;

/** Answers every client with what it sent, each on a virtual thread. */
final class EchoServer {
  private final AtomicLong died = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();

  private EchoServer() {}

  /** Serves the clients of a server until it is closed. */
  static EchoServer start(Server server) {
    EchoServer echo = new EchoServer();
    Thread.ofVirtual().name("echo server").start(() -> echo.serve(server));
    return echo;
  }

  /** Serves one client. */
  static void start(Connection client) {
    new EchoServer().startClient(client);
  }

  long died() {
    return died.get();
  }

  long ended() {
    return ended.get();
  }

  long accepted() {
    return accepted.get();
  }

  private void serve(Server server) {
    try {
      while (true) {
        startClient(server.accept());
        accepted.incrementAndGet();
      }
    } catch (IpcException | InterruptedException e) {
      // the server is closed
    }
  }

  private void startClient(Connection client) {
    Thread.ofVirtual().name("echo").start(() -> converse(client));
  }

  private void converse(Connection client) {
    try (client) {
      Sender sender = client.sender();
      Receiver receiver = client.receiver();
      for (byte[] message; (message = receiver.receive()) != null; ) {
        sender.send(message);
      }
      ended.incrementAndGet();
    } catch (PeerDiedException e) {
      died.incrementAndGet();
    } catch (PeerClosedException | ChannelClosedException e) {
      ended.incrementAndGet();
    } catch (IpcException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
