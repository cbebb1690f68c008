package org.javaipc.network;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConfigurationException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/**
 * A port of this machine at which this process has receivers, listeners and servers, each by its name. It is open as
 * long as there is one of them, or a stream to one. Any number of threads may use it.
 */
final class FarPort {
  private static final long FAREWELL_MILLIS = 1000;

  /** How long somebody may be connected without a stream. */
  private static final int PATIENCE_SECONDS = 10;

  /** How long to wait for a port that this process has just closed; it listens until the loop's thread next selects. */
  private static final long LINGERING_NANOS = 200_000_000;

  private static final Map<InetSocketAddress, FarPort> OPEN = new HashMap<>(); // guarded by itself

  /** Ports that were shut down but may still be listening. */
  private static final Map<InetSocketAddress, Server> FADING = new ConcurrentHashMap<>();

  /** Held while a port is opened, which waits for the loop; the loop's thread needs the other lock. */
  private static final Object OPENING = new Object();

  private final InetSocketAddress place;
  private final FarSecurity security;
  private final Map<String, FarDoor> doors = new ConcurrentHashMap<>();
  private Server server; // set once, before others see this
  private int users; // guarded by OPEN

  @SuppressWarnings("NullAway.Init") // start() sets it, or this is discarded
  private FarPort(InetSocketAddress place, FarSecurity security) {
    this.place = place;
    this.security = security;
  }

  /**
   * {@return the port of an address, with one more user, who has to release it}
   *
   * @throws ChannelBusyException if another process has it
   * @throws IpcException if it cannot be opened
   */
  static FarPort acquire(FarOptions options) throws IpcException {
    InetSocketAddress place = options.resolve();
    synchronized (OPENING) {
      FarPort port = found(place);
      if (port == null) {
        port = open(options, place);
      } else if (!port.security.equals(options.security())) {
        port.release();
        throw new GeometryMismatchException(
            "%s: this process has the port already, with another tls=, cert=, key= or ca=; give the same, or another port"
                .formatted(options.address()));
      }
      return port;
    }
  }

  private static @Nullable FarPort found(InetSocketAddress place) {
    synchronized (OPEN) {
      FarPort port = OPEN.get(place);
      if (port != null) {
        port.users++;
      }
      return port;
    }
  }

  private static FarPort open(FarOptions options, InetSocketAddress place) throws IpcException {
    Server former = FADING.remove(place);
    if (former != null) {
      awaitEnd(former);
    }
    FarPort port = new FarPort(place, options.security());
    port.start(options);
    port.users = 1;
    synchronized (OPEN) {
      OPEN.put(place, port);
    }
    return port;
  }

  private void start(FarOptions options) throws IpcException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(place)
            .bossEventLoopGroup(FarLoop.group())
            .workerEventLoopGroup(FarLoop.group())
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .maxInboundMessageSize(FarFrame.LONGEST)
            .flowControlWindow(FarStreams.WINDOW)
            .handshakeTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .maxConnectionIdle(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .addTransportFilter(new StreamCount())
            .addService(
                ServerServiceDefinition.builder(FarStreams.SERVICE)
                    .addMethod(FarStreams.METHOD, new FarVisitors(this))
                    .build());
    if (security.tls()) {
      builder.sslContext(security.ofReceiver(options.address()));
    }
    long begin = System.nanoTime();
    while (true) {
      try {
        server = builder.build().start();
        return;
      } catch (IOException e) {
        if (!isInUse(e) || System.nanoTime() - begin > LINGERING_NANOS) {
          throw refused(options, e);
        }
        LockSupport.parkNanos(LINGERING_NANOS / 10);
      }
    }
  }

  private static boolean isInUse(IOException e) {
    return e.getCause() instanceof BindException cause
        && String.valueOf(cause.getMessage()).contains("in use");
  }

  private static IpcException refused(FarOptions options, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (isInUse(e)) {
      return new ChannelBusyException(
          "%s: another process has the port %s: a receiver of the name may be open there, and one process serves a port; close it, or take another port"
              .formatted(options.address(), options.place()),
          e);
    }
    return new ConfigurationException(
        "%s: cannot listen at %s: %s; the host of at= must be this machine, and the port one that this user may have"
            .formatted(options.address(), options.place(), cause.getMessage()),
        e);
  }

  /**
   * Gives a name to the end that opens it.
   *
   * @throws ChannelBusyException if the name is taken
   */
  void register(String key, FarDoor door) throws ChannelBusyException {
    FarDoor other = doors.putIfAbsent(key, door);
    if (other != null) {
      throw new ChannelBusyException(
          "%s: the name has a %s in this process already; close that one first"
              .formatted(door.address(), other.kind().owner()));
    }
  }

  void unregister(String key, FarDoor door) {
    doors.remove(key, door);
  }

  @Nullable FarDoor door(String key) {
    return doors.get(key);
  }

  /** Counts one more user. Called by an existing user. */
  void retain() {
    synchronized (OPEN) {
      users++;
    }
  }

  /** Removes a user; the port is closed after the last one. Does not wait. */
  void release() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(place, this);
        FADING.values().removeIf(Server::isTerminated);
        FADING.put(place, server);
        server.shutdown();
      }
    }
  }

  /** Waits a moment until the port is free, if it has no users any more. */
  void awaitFree() {
    synchronized (OPEN) {
      if (users > 0) {
        return;
      }
    }
    awaitEnd(server);
    FADING.remove(place, server);
  }

  private static void awaitEnd(Server server) {
    if (FarLoop.isHere()) {
      return; // by which it ends
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!server.awaitTermination(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
        var _ = server.shutdownNow().awaitTermination(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
      server.shutdownNow();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
