package org.javaipc.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.Server;

/**
 * A process that tells whether Netty's library is loaded, first as a client of {@code NAME-nobody}, then as
 * a server of {@code NAME}, which sends its first client back what it says; and what its provider remarks.
 */
final class Listening {
  private Listening() {}

  public static void main(String[] args) throws Exception {
    try (Connection nobody =
        Connections.connect(Address.parse("unix:" + args[0] + "-nobody?connect=1ms"))) {
      throw new AssertionError("somebody listens: " + nobody);
    } catch (ConnectTimeoutException e) {
      System.out.println("client " + isNettyLoaded());
    }
    try (Server server = Connections.listen(Address.parse("unix:" + args[0]))) {
      System.out.println("server " + isNettyLoaded());
      System.out.println(new UnixProvider().remarks());
      try (Connection client = server.accept()) {
        client.sender().send(client.receiver().receiveString());
      }
    }
  }

  private static boolean isNettyLoaded() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains("netty_transport_native");
  }
}
