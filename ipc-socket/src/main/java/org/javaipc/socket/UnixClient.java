package org.javaipc.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.connection.Answer;
import org.javaipc.connection.Answer.Verdict;
import org.javaipc.linux.channel.StreamConnection;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MessageType;
import org.jspecify.annotations.Nullable;

/** How a client gets connected: the kernel tells nobody that a server comes, so it looks. */
final class UnixClient {
  private static final long SHORTEST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  private final Address address;
  private final ChannelOptions options;
  private final ChannelLimits usual;
  private final long start = System.nanoTime();
  private final long limit;
  private String obstacle = "no server was listening";
  private boolean turnedAway;

  /**
   * Begins the time that the client has.
   *
   * @param address of the server
   * @param options of the address
   * @param usual geometry, where the server does not say
   */
  UnixClient(Address address, ChannelOptions options, ChannelLimits usual) {
    this.address = address;
    this.options = options;
    this.usual = usual;
    this.limit = TimeUnit.NANOSECONDS.convert(options.connect());
  }

  /** If a server closes while it lets this client in, the next one is tried. */
  Connection connect() throws IpcException, InterruptedException {
    UnixSocketAddress name = UnixPlace.socket(address, options);
    for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      SocketDescriptor socket = SocketDescriptor.open(SocketKind.STREAM, name.toString());
      Connection connection = null;
      try {
        connection = isConnected(socket, name) ? enter(socket) : null;
      } catch (PeerClosedException e) {
        turnedAway = true;
        obstacle =
            "the server closed the connection before it answered, because it has too many open files or is closing,";
      } finally {
        if (connection == null) {
          socket.close();
        }
      }
      if (connection != null) {
        return connection;
      }
      pause(pause);
    }
  }

  private boolean isConnected(SocketDescriptor socket, UnixSocketAddress name) throws IpcException {
    return switch (socket.connect(name.name())) {
      case YES -> true;
      case NOBODY -> false;
      case FULL -> {
        obstacle = "the server's backlog was full; is it stopped?";
        yield false;
      }
      case OTHER_KIND -> throw SocketFile.otherKind(name.name(), SocketKind.STREAM);
    };
  }

  private @Nullable Connection enter(SocketDescriptor socket)
      throws IpcException, InterruptedException {
    UnixStreamMedium.requireTrusted(socket, options.access());
    ChannelLimits geometry = options.framed() ? agree(awaitAnswer(socket)) : usual;
    socket.sendBuffer((int) geometry.capacity());
    if (options.framed()) {
      PendingClient.say(socket);
    }
    return new StreamConnection(
        address, socket, socket.peer(), geometry, options.waiting(), () -> {});
  }

  private Answer awaitAnswer(SocketDescriptor socket) throws IpcException, InterruptedException {
    try (Welcome welcome = new Welcome(socket)) {
      for (Answer answer = welcome.poll(); ; answer = welcome.poll()) {
        if (answer != null) {
          return answer;
        }
        if (left() <= 0) {
          if (!turnedAway) {
            obstacle =
                "the process that listens did not answer; it may be stopped, or be a receiver and not a server";
          }
          throw late();
        }
        socket.pollable().awaitReadable(left());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  /** {@return what the server says, if this side states nothing else} */
  private ChannelLimits agree(Answer answer) throws IpcException {
    if (answer.verdict() != Verdict.WELCOME) {
      throw answer.asException(address);
    }
    MessageType.check(address, options.type(), answer.type());
    ChannelLimits geometry =
        new ChannelLimits(
            UnixGeometry.capacity(answer.capacity().orElse(usual.capacity())),
            Math.min(answer.maxMessage().orElse(0), ChannelLimits.LONGEST_MESSAGE),
            usual.senders(),
            false,
            true,
            false);
    geometry.checkStated(address, options, stated -> usual.capacity());
    return geometry;
  }

  private void pause(long nanos) throws ConnectTimeoutException, InterruptedException {
    if (left() <= 0) {
      throw late();
    }
    LockSupport.parkNanos(Math.min(nanos, left()));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private long left() {
    return limit - (System.nanoTime() - start);
  }

  private ConnectTimeoutException late() {
    return new ConnectTimeoutException(
        "%s: %s within connect=%dms; start the server first, or use a longer connect= on a loaded machine"
            .formatted(address, obstacle, options.connect().toMillis()));
  }
}
