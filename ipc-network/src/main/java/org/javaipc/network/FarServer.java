package org.javaipc.network;

import java.util.OptionalLong;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.connection.BacklogServer;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ConnectionOptions;

/**
 * A server whose clients have one stream each. The server's ends for a client are open before the client gets its
 * welcome, and it can be accepted once it has confirmed that. No client delays another.
 */
final class FarServer extends BacklogServer implements FarDoor {
  private static final long DEFAULT_CAPACITY = 256 << 10;

  private final FarOptions options;
  private final ConnectionOptions connections;
  private final FarPort port;
  private boolean closed; // guarded by this

  private FarServer(FarOptions options, ConnectionOptions connections, FarPort port) {
    super(options.address(), connections.clients(), () -> true);
    this.options = options;
    this.connections = connections;
    this.port = port;
  }

  static FarServer open(FarOptions options, ConnectionOptions connections) throws IpcException {
    FarPort port = FarPort.acquire(options);
    FarServer server = new FarServer(options, connections, port);
    boolean registered = false;
    try {
      port.register(options.address().name(), server);
      registered = true;
      return server;
    } finally {
      if (!registered) {
        port.release();
      }
    }
  }

  @Override
  public FarKind kind() {
    return FarKind.CONNECTIONS;
  }

  /** {@return the limits of each direction} */
  static ChannelOptions direction(ChannelOptions channel) {
    OptionalLong capacity =
        channel.capacity().isEmpty() && channel.maxMessage().isEmpty()
            ? OptionalLong.of(DEFAULT_CAPACITY)
            : channel.capacity();
    return FarLane.limits(channel, capacity, channel.maxMessage());
  }

  @Override
  public void letIn(FarHello hello, FarLink link)
      throws FarRefusedException, IpcException, InterruptedException {
    boolean in = false;
    try {
      FarLane.checkType(hello, connections.channel().type());
      if (!takePlace()) {
        throw new FarRefusedException(
            FarRefusal.of(
                FarRefusal.Reason.BUSY,
                "the server refused this client: it has clients=%d already; close one, or start the server with more"
                    .formatted(connections.clients())));
      }
      in = connect(hello, link);
    } finally {
      if (!in) {
        countRefused();
      }
    }
  }

  private boolean connect(FarHello hello, FarLink link) throws IpcException, InterruptedException {
    ChannelOptions channel = connections.channel();
    boolean in = false;
    try {
      FarReceiving up =
          new FarReceiving(options, direction(channel), FarLane.stated(channel, hello), link);
      in = connect(hello, link, up);
      return in;
    } finally {
      if (!in) {
        givePlace();
      }
    }
  }

  private boolean connect(FarHello hello, FarLink link, FarReceiving up)
      throws IpcException, InterruptedException {
    boolean in = false;
    try {
      FarWelcome welcome =
          new FarWelcome(
              up.feed().capacity(),
              up.feed().maxMessage(),
              up.feed().start(),
              options.silence(),
              FarLane.WHO);
      FarWelcome client =
          new FarWelcome(welcome.capacity(), welcome.maxMessage(), 0, hello.silence(), hello.who());
      FarSending down = FarSending.lane(options, connections.channel(), client, link);
      Sender sender = down.sender();
      Arrival arrival =
          new Arrival(new FarConnection(address(), sender, up.receiver(), this::givePlace));
      link.onFate(arrival);
      link.locked(() -> {
        link.begin(up.begin(), down.outlet(), options.silence(), hello.silence());
        link.send(welcome.encode());
      });
      in = true;
      return true;
    } finally {
      if (!in) {
        up.receiver().close();
      }
    }
  }

  /** A client that was welcomed. */
  private final class Arrival implements FarLink.Fate {
    private final Connection connection;

    Arrival(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void confirmed() {
      admit(connection);
    }

    @Override
    public void abandoned() {
      dismiss(connection);
    }
  }

  @Override
  public synchronized void close() throws IpcException {
    if (!closed) {
      closed = true;
      port.unregister(options.address().name(), this);
      end();
      port.release();
      port.awaitFree();
    }
  }
}
