package org.javaipc.network;

import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.javaipc.IpcException;

/**
 * Another process's port, with the one connection that carries all streams of this process to it. It exists as long as
 * a stream does, or as an attempt to begin one. Any number of threads may use it.
 */
final class FarHost {
  private static final int CONNECT_MILLIS = 10_000;

  private static final Map<Key, FarHost> OPEN = new HashMap<>(); // guarded by itself

  private record Key(InetSocketAddress place, String host, FarSecurity security) {}

  private final Key key;
  private final ManagedChannel channel;
  private int users; // guarded by OPEN

  private FarHost(Key key, ManagedChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** {@return the host of an address, with one more user, who has to release it} */
  static FarHost acquire(FarOptions options) throws IpcException {
    Key key = new Key(options.resolve(), options.host(), options.security());
    synchronized (OPEN) {
      FarHost host = OPEN.get(key);
      if (host == null) {
        host = connect(options, key);
        OPEN.put(key, host);
      }
      host.users++;
      return host;
    }
  }

  private static FarHost connect(FarOptions options, Key key) throws IpcException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(key.place())
            .eventLoopGroup(FarLoop.group())
            .channelType(NioSocketChannel.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(FarFrame.LONGEST)
            .flowControlWindow(FarStreams.WINDOW)
            .userAgent("javaipc");
    if (options.security().tls()) {
      builder
          .sslContext(options.security().ofSender(options.address()))
          .overrideAuthority(options.place());
    } else {
      builder.negotiationType(NegotiationType.PLAINTEXT);
    }
    return new FarHost(key, builder.build());
  }

  ManagedChannel channel() {
    return channel;
  }

  void retain() {
    synchronized (OPEN) {
      users++;
    }
  }

  /** Removes a user; the connection is closed after the last one. Does not wait. */
  void release() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(key);
        channel.shutdown();
      }
    }
  }
}
