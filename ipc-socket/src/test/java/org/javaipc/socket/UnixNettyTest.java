package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Netty at our addresses. */
class UnixNettyTest {
  private static EventLoopGroup group;

  @TempDir Path folder;

  @BeforeAll
  static void startGroup() {
    assertThat(UnixNetty.unavailable()).as("this build has Netty's library").isEmpty();
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  @AfterAll
  static void endGroup() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void pipelineOfTheApplicationServesAtOurAddress() throws Exception {
    UnixServerSocket socket = UnixServerSocket.bind(UnixSocketAddress.of(folder.resolve("s")));
    Channel server = UnixNetty.serve(echoServer(), socket).sync().channel();
    try (UnixSocket client = UnixSocket.connect(socket.address())) {
      client.write(Bytes.of("through a pipeline"));
      assertThat(Bytes.read(client, 18)).isEqualTo("through a pipeline");
    }
    server.close().sync();
    await().untilAsserted(() -> assertThat(folder).isEmptyDirectory());
  }

  private static ServerBootstrap echoServer() {
    return new ServerBootstrap()
        .group(group)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Echo());
              }
            });
  }

  /** Sends back what came. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var _ = context.writeAndFlush(message);
    }
  }

  @Test
  void connectionOfOursBecomesAChannelInTheApplicationsPipeline() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (UnixServerSocket server =
        UnixServerSocket.bind(UnixSocketAddress.of(folder.resolve("s")))) {
      UnixSocket client = UnixSocket.connect(server.address());
      UnixSocket accepted = server.accept();
      Bootstrap bootstrap = new Bootstrap().group(group).handler(new Collect(received));
      Channel channel = UnixNetty.register(bootstrap, client).sync().channel();
      assertThat(channel).isInstanceOf(DomainSocketChannel.class);
      assertThat(channel.isActive()).isTrue();
      accepted.write(Bytes.of("to Netty"));
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("to Netty");
      channel.writeAndFlush(channel.alloc().buffer().writeBytes(new byte[] {'o', 'k'})).sync();
      assertThat(Bytes.read(accepted, 2)).isEqualTo("ok");
      channel.close().sync();
      assertThat(accepted.read(Bytes.room(1))).isEqualTo(UnixSocket.END_OF_STREAM);
      accepted.close();
    }
  }

  /** Keeps what came as texts. */
  private static final class Collect extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<String> received;

    private Collect(BlockingQueue<String> received) {
      this.received = received;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      received.add(bytes.toString(StandardCharsets.UTF_8));
      bytes.release();
    }
  }
}
