package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ConnectionOptions;

/** Servers and clients of {@code unix:}, and clients that talk to the server's socket themselves. */
final class Connections {
  private Connections() {}

  static Server listen(Address address) throws IpcException {
    return new UnixProvider().listen(address, ConnectionOptions.of(address, Set.of()));
  }

  static Server listen(Address address, Door door) throws IpcException {
    ConnectionOptions options = ConnectionOptions.of(address, Set.of());
    ChannelLimits geometry = UnixGeometry.stream(address, options.channel());
    return UnixServer.open(address, options, geometry, door.way());
  }

  static Connection connect(Address address) throws IpcException, InterruptedException {
    return new UnixProvider().connect(address, ConnectionOptions.of(address, Set.of()));
  }

  /** Lets a new client and the server exchange a word each way. */
  static void exchange(Server server, Address address) throws Exception {
    try (Connection client = connect(address);
        Connection served = server.accept()) {
      client.sender().send("question");
      assertThat(served.receiver().receiveString()).isEqualTo("question");
      served.sender().send("answer");
      assertThat(client.receiver().receiveString()).isEqualTo("answer");
    }
  }

  /** Serves so many clients, each on a thread of its own, with what it sends. */
  static void echo(Server server, int clients) {
    try {
      for (int i = 0; i < clients; i++) {
        Connection client = server.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void echo(Connection client) {
    try (client) {
      for (String word; (word = client.receiver().receiveString()) != null; ) {
        client.sender().send(word);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return a client that has its answer, and has said nothing yet} */
  static SocketDescriptor stranger(Address server) throws Exception {
    SocketDescriptor socket = SocketDescriptor.open(SocketKind.STREAM, server.name());
    UnixSocket.awaitConnected(
        socket, new UnixSocketAddress(server.name()), java.time.Duration.ofSeconds(30));
    try (Welcome welcome = new Welcome(socket)) {
      while (welcome.poll() == null) {
        socket.pollable().awaitReadable(1_000_000_000);
      }
    }
    return socket;
  }
}
