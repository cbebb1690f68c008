package org.javaipc.socket;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.ConnectionOptions;

/** Servers and clients of {@code unix:}, and clients that talk to the server's socket themselves. */
final class Connections {
  private Connections() {}

  static Server listen(Address address) throws IpcException {
    return new UnixProvider().listen(address, ConnectionOptions.of(address, Set.of()));
  }

  static Connection connect(Address address) throws IpcException, InterruptedException {
    return new UnixProvider().connect(address, ConnectionOptions.of(address, Set.of()));
  }

  /** {@return a client that has its answer, and has said nothing yet} */
  static SocketDescriptor stranger(Address server) throws Exception {
    SocketDescriptor socket = SocketDescriptor.open(true, server.name());
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
