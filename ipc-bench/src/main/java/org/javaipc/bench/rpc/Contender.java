package org.javaipc.bench.rpc;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.javaipc.grpc.IpcChannelBuilder;
import org.javaipc.grpc.IpcServerBuilder;

/**
 * One way to carry gRPC, and whether calls run on the threads that read ({@code direct}) or on gRPC's own executors.
 *
 * @param name {@code tcp}, {@code netty-unix}, or a scheme of ours; with {@code +direct}
 */
record Contender(String name) {
  private static final String DIRECT = "+direct";

  private boolean isDirect() {
    return name.endsWith(DIRECT);
  }

  private String medium() {
    return isDirect() ? name.substring(0, name.length() - DIRECT.length()) : name;
  }

  /** {@return a server at a place: a port, a path or a name} */
  Server serve(String place) throws IOException {
    ServerBuilder<?> builder =
        switch (medium()) {
          case "tcp" ->
              NettyServerBuilder.forAddress(tcp(place))
                  .channelType(EpollServerSocketChannel.class)
                  .bossEventLoopGroup(loop())
                  .workerEventLoopGroup(loop());
          case "netty-unix" ->
              NettyServerBuilder.forAddress(new DomainSocketAddress(place))
                  .channelType(EpollServerDomainSocketChannel.class)
                  .bossEventLoopGroup(loop())
                  .workerEventLoopGroup(loop());
          default -> IpcServerBuilder.forAddress(address(place));
        };
    if (isDirect()) {
      builder.directExecutor();
    }
    return builder.addService(EchoService.definition()).build().start();
  }

  ManagedChannel connect(String place) {
    ManagedChannelBuilder<?> builder =
        switch (medium()) {
          case "tcp" ->
              NettyChannelBuilder.forAddress(tcp(place))
                  .channelType(EpollSocketChannel.class, InetSocketAddress.class)
                  .eventLoopGroup(loop())
                  .usePlaintext();
          case "netty-unix" ->
              NettyChannelBuilder.forAddress(new DomainSocketAddress(place))
                  .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                  .eventLoopGroup(loop())
                  .usePlaintext();
          default -> IpcChannelBuilder.forAddress(address(place));
        };
    if (isDirect()) {
      builder.directExecutor();
    }
    return builder.build();
  }

  /** {@return where a server of this contender may listen} */
  String place(int number) {
    return switch (medium()) {
      case "tcp" -> Integer.toString(17_000 + number);
      case "netty-unix" ->
          "/tmp/javaipc-bench-rpc-%d-%d.sock".formatted(ProcessHandle.current().pid(), number);
      default -> "bench-rpc-%d-%d".formatted(ProcessHandle.current().pid(), number);
    };
  }

  private String address(String place) {
    return medium().toLowerCase(Locale.ROOT) + ":" + place;
  }

  private static InetSocketAddress tcp(String place) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(place));
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }
}
