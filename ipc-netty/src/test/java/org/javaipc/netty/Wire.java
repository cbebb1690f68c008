package org.javaipc.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A server and its clients on two event loops, all closed at the end. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
final class Wire implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofMinutes(2);

  final EventLoopGroup group;
  final IpcSocketAddress address;
  final BlockingQueue<IpcChannel> accepted = new LinkedBlockingQueue<>();
  private final List<Channel> open = new ArrayList<>();

  Wire(String scheme) {
    this(Addresses.fresh(scheme), new MultiThreadIoEventLoopGroup(2, IpcIoHandler.newFactory()));
  }

  Wire(IpcSocketAddress address, EventLoopGroup group) {
    this.address = address;
    this.group = group;
  }

  static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(2));
  }

  Channel listen(ChannelHandler handler) throws Exception {
    return listen(handler, Map.of());
  }

  @SuppressWarnings("unchecked") // each option has its own value
  Channel listen(ChannelHandler handler, Map<ChannelOption<?>, ?> options) throws Exception {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(IpcServerChannel.class)
            .childHandler(
                new ChannelInitializer<IpcChannel>() {
                  @Override
                  protected void initChannel(IpcChannel channel) {
                    channel.pipeline().addLast(handler).addLast(new Keeping());
                  }
                });
    options.forEach(
        (option, value) -> bootstrap.childOption((ChannelOption<Object>) option, value));
    Channel server = bootstrap.bind(address).sync().channel();
    open.add(server);
    return server;
  }

  IpcChannel connect(ChannelHandler handler) throws Exception {
    return connect(handler, Map.of());
  }

  @SuppressWarnings("unchecked") // each option has its own value
  IpcChannel connect(ChannelHandler handler, Map<ChannelOption<?>, ?> options) throws Exception {
    Bootstrap bootstrap = client(handler);
    options.forEach((option, value) -> bootstrap.option((ChannelOption<Object>) option, value));
    Channel channel = bootstrap.connect(address).sync().channel();
    open.add(channel);
    return (IpcChannel) channel;
  }

  Bootstrap client(ChannelHandler handler) {
    return new Bootstrap().group(group).channel(IpcChannel.class).handler(handler);
  }

  /** {@return the server's side of the next client} */
  IpcChannel accepted() throws InterruptedException {
    return accepted.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    open.forEach(channel -> channel.close().awaitUninterruptibly());
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Tells which channels the server has. */
  private final class Keeping extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      accepted.add((IpcChannel) context.channel());
      context.fireChannelActive();
    }
  }
}
