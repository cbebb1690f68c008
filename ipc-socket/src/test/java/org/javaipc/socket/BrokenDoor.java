package org.javaipc.socket;

import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.ConnectionOptions;

/**
 * A process of {@link FallbackDoorkeeperTest}: {@code start NAME} or {@code later NAME} serves one client
 * with a doorkeeper whose library breaks then; {@code memory NAME} with one that cannot be closed at first either.
 */
final class BrokenDoor implements Doorkeeper {
  private final boolean later;
  private final Host host;
  private boolean full;

  private BrokenDoor(boolean later, boolean full, Host host) {
    this.later = later;
    this.full = full;
    this.host = host;
  }

  @Override
  public void start() throws IpcException {
    LinkageError broken = new NoSuchMethodError("io.netty.Something.new()");
    if (!later) {
      throw broken;
    }
    host.giveUp(new IllegalStateException(broken));
  }

  @Override
  public void close() {
    if (full) {
      full = false;
      throw new OutOfMemoryError("the heap is full for an instant");
    }
    throw new NoClassDefFoundError("io/netty/Something");
  }

  public static void main(String[] args) throws Exception {
    boolean full = args[0].equals("memory");
    boolean later = full || args[0].equals("later");
    Way broken =
        (SocketDescriptor listening, Acceptor acceptor, Doorkeeper.Host host) ->
            new FallbackDoorkeeper(
                (socket, taker, upper) -> new BrokenDoor(later, full, upper),
                listening,
                acceptor,
                host);
    Address address = Address.parse("unix:" + args[1]);
    ConnectionOptions options = ConnectionOptions.of(address, java.util.Set.of());
    try (Server server =
            UnixServer.open(
                address, options, UnixGeometry.stream(address, options.channel()), broken);
        Connection client = server.accept()) {
      client.sender().send(client.receiver().receiveString());
    }
    System.out.println(new UnixProvider().remarks());
  }
}
