package org.javaipc.socket;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.connection.Answer;
import org.javaipc.connection.Answer.Verdict;
import org.javaipc.connection.BacklogServer;
import org.javaipc.linux.channel.StreamConnection;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ConnectionOptions;

/**
 * A server whose clients have a socket each. A {@link Doorkeeper} accepts them, and each gets its answer at
 * once, which never waits: no client can keep another one waiting.
 */
final class UnixServer extends BacklogServer implements PendingClient.Door, Doorkeeper.Host {
  private final ConnectionOptions options;
  private final ChannelLimits geometry;
  private final Binding binding;
  private final Acceptor acceptor;
  private final Set<PendingClient> greetings = ConcurrentHashMap.newKeySet();
  private final long patience;
  private final Doorkeeper doorkeeper;
  private boolean closed; // guarded by this

  private UnixServer(
      Address address,
      ConnectionOptions options,
      ChannelLimits geometry,
      Binding binding,
      Doorkeeper.Way way)
      throws IpcException {
    super(address, options.clients(), binding::stands);
    this.options = options;
    this.geometry = geometry;
    this.binding = binding;
    this.patience = TimeUnit.NANOSECONDS.convert(options.channel().connect());
    this.acceptor = new Acceptor(binding.socket(), options.channel().access(), this::tellStranger);
    if (!geometry.framed()) {
      acceptor.shedNone(); // these clients send before they are greeted
    }
    this.doorkeeper = way.of(binding.socket(), acceptor, this);
  }

  static UnixServer open(
      Address address, ConnectionOptions options, ChannelLimits geometry, Doorkeeper.Way way)
      throws IpcException {
    UnixSocketAddress name = UnixPlace.socket(address, options.channel());
    return open(
        address,
        options,
        geometry,
        way,
        Binding.takeOver(SocketKind.STREAM, name, UnixPlace.binding(options.channel())));
  }

  /** Serves at a socket that was handed over, whose file and mode stay as they are. */
  static UnixServer passed(
      Address address, ConnectionOptions options, ChannelLimits geometry, Doorkeeper.Way way)
      throws IpcException {
    return open(address, options, geometry, way, PassedListener.take(address, SocketKind.STREAM));
  }

  private static UnixServer open(
      Address address,
      ConnectionOptions options,
      ChannelLimits geometry,
      Doorkeeper.Way way,
      Binding binding)
      throws IpcException {
    try {
      UnixServer server = new UnixServer(address, options, geometry, binding, way);
      server.start();
      return server;
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  private void start() throws IpcException {
    try {
      // Also where it listens already: from now on clients see the credentials of this process.
      binding.socket().listen(UnixServerOptions.DEFAULT.backlog());
      doorkeeper.start();
    } catch (IpcException | RuntimeException e) {
      acceptor.close();
      throw e;
    }
  }

  @Override
  public boolean dropLate() {
    for (PendingClient greeting : greetings) {
      if (greeting.isLate(patience)) {
        greeting.drop();
      }
    }
    return !greetings.isEmpty();
  }

  @Override
  public void giveUp(Exception cause) {
    fail(cause);
  }

  @Override
  public void greet(SocketDescriptor client) {
    if (!takePlace()) {
      String reason =
          "it already has clients=%d; close one, or start the server with a larger clients="
              .formatted(options.clients());
      refuse(client, Verdict.BUSY, reason);
      return;
    }
    try {
      welcome(client);
    } catch (ResourceLimitException e) {
      givePlace();
      refuse(client, Verdict.LIMIT, String.valueOf(e.getMessage()));
    } catch (IpcException e) {
      givePlace();
      refuse(client, Verdict.REFUSED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      givePlace();
      countRefused();
      client.close();
      throw e;
    }
  }

  private void welcome(SocketDescriptor client) throws IpcException {
    client.sendBuffer((int) geometry.capacity());
    PendingClient greeting = new PendingClient(client, this);
    if (!geometry.framed()) {
      admit(greeting, client);
      return;
    }
    Welcome.say(
        client,
        Answer.welcome(
            OptionalLong.of(geometry.capacity()),
            OptionalLong.of(geometry.maxMessage()),
            options.channel().type()));
    greetings.add(greeting);
    greeting.look();
  }

  @Override
  public void admit(PendingClient greeting, SocketDescriptor client) {
    greetings.remove(greeting);
    try {
      admit(
          new StreamConnection(
              address(),
              client,
              client.peer(),
              geometry,
              options.channel().waiting(),
              this::givePlace));
    } catch (IpcException e) {
      client.close();
      drop(greeting);
    }
  }

  @Override
  public void drop(PendingClient greeting) {
    greetings.remove(greeting);
    givePlace();
    countRefused();
  }

  /** The acceptor counts and closes it. */
  private void tellStranger(SocketDescriptor client) {
    tell(
        client,
        Verdict.UNTRUSTED,
        "it does not trust this user; it must be opened with trust=uid: or trust=gid:");
  }

  private void refuse(SocketDescriptor client, Verdict verdict, String reason) {
    countRefused();
    tell(client, verdict, reason);
    client.close();
  }

  private void tell(SocketDescriptor client, Verdict verdict, String reason) {
    if (geometry.framed()) {
      try {
        Welcome.say(client, Answer.refusal(verdict, reason));
      } catch (IpcException e) {
        // it has gone already, and need not be told
      }
    }
  }

  @Override
  public long refused() {
    return super.refused() + acceptor.refused() + acceptor.shed();
  }

  @Override
  public synchronized void close() throws IpcException {
    if (closed) {
      return;
    }
    closed = true;
    doorkeeper.close();
    greetings.forEach(PendingClient::drop);
    end();
    acceptor.close();
    binding.close();
  }
}
