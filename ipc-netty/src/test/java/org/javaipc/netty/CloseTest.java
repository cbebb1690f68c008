package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How channels and event loops end, and move. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class CloseTest {
  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a server that closes when a client comes, or reads, ends the client's channel")
  void closeInHandlers(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      wire.listen(
          new io.netty.channel.ChannelInboundHandlerAdapter() {
            @Override
            public boolean isSharable() {
              return true;
            }

            @Override
            public void channelActive(ChannelHandlerContext context) {
              if (wire.accepted.isEmpty()) {
                context.close();
              }
              context.fireChannelActive();
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              ((ByteBuf) message).release();
              context.close();
            }
          });
      Collector first = new Collector();
      wire.connect(first);
      assertThat(first.awaitInactive()).isTrue();
      assertThat(wire.accepted()).isNotNull();
      wire.accepted.add(new IpcChannel());
      Collector second = new Collector();
      IpcChannel client = wire.connect(second);
      client.writeAndFlush(Buffers.of("close, please")).sync();
      assertThat(second.awaitInactive()).isTrue();
      assertThat(first.failures).isEmpty();
      assertThat(second.failures).isEmpty();
    }
  }

  @Test
  @DisplayName("what a handler throws is its pipeline's, and the channel goes on")
  void exceptionInThePipeline() throws Exception {
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Echo());
      Collector told =
          new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
              super.channelRead(context, message);
              throw new IllegalStateException("on purpose");
            }
          };
      IpcChannel client = wire.connect(told);
      client.writeAndFlush(Buffers.of("one"));
      told.awaitText("one");
      client.writeAndFlush(Buffers.of("two"));
      told.awaitText("onetwo");
      Wire.await("both failures to be told").until(() -> told.failures.size() == 2);
      assertThat(told.failures).allMatch(failure -> failure.getMessage().equals("on purpose"));
      assertThat(client.isActive()).isTrue();
    }
  }

  @Test
  @DisplayName("writes after a close fail, and so do those that were not out")
  void writeAfterClose() throws Exception {
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Collector(), Map.of(ChannelOption.AUTO_READ, false));
      IpcChannel client = wire.connect(new Collector());
      ChannelFuture stuck = client.writeAndFlush(Unpooled.buffer(4 << 20).writeZero(4 << 20));
      Wire.await("the write to be stuck").until(() -> !client.isWritable());
      client.close().sync();
      assertThat(stuck.await().cause()).isInstanceOf(ClosedChannelException.class);
      ByteBuf late = Buffers.of("late");
      assertThat(client.writeAndFlush(late).await().cause())
          .isInstanceOf(ClosedChannelException.class);
      assertThat(late.refCnt()).isZero();
      assertThat(client.shutdownOutput().await().isSuccess()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a group of channels is closed at once, and the peers see the end")
  void channelGroup(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
      group.add(wire.listen(new Echo()));
      List<Collector> told = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        told.add(new Collector());
        wire.connect(told.getLast());
        group.add(wire.accepted());
      }
      assertThat(group.close().await(Wire.DEADLINE.toMillis())).isTrue();
      for (Collector one : told) {
        assertThat(one.awaitInactive()).isTrue();
        assertThat(one.failures).isEmpty();
      }
      Wire.await("the group to be empty").until(group::isEmpty);
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("an event loop group that is shut down closes its channels, and peers see an end")
  void groupShutdown(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      EventLoopGroup other = new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory());
      try (Wire clients = new Wire(wire.address, other)) {
        Collector served = new Collector();
        Channel server = wire.listen(served);
        Collector own = new Collector();
        IpcChannel client = clients.connect(own);
        assertThat(wire.accepted()).isNotNull();
        assertThat(
                other
                    .shutdownGracefully(10, 5000, TimeUnit.MILLISECONDS)
                    .await(Wire.DEADLINE.toMillis()))
            .isTrue();
        assertThat(client.isOpen()).isFalse();
        assertThat(own.awaitInactive()).isTrue();
        assertThat(served.awaitInactive()).isTrue();
        assertThat(served.failures).isEmpty();
        assertThat(server.isActive()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a channel moves to another event loop, of another kind too, and loses nothing")
  void deregistration(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme);
        Wire nio =
            new Wire(wire.address, new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))) {
      wire.listen(new Echo());
      Collector back = new Collector();
      IpcChannel client = wire.connect(back);
      client.writeAndFlush(Buffers.of("a")).sync();
      back.awaitText("a");
      StringBuilder expected = new StringBuilder("a");
      for (EventLoopGroup next : List.of(nio.group, wire.group, nio.group)) {
        client.deregister().sync();
        assertThat(client.isRegistered()).isFalse();
        next.register(client).sync();
        client.writeAndFlush(Buffers.of("b")).sync();
        back.awaitText(expected.append("b").toString());
      }
      assertThat(back.failures).isEmpty();
    }
  }

  @Test
  @DisplayName("what arrives while a channel has no event loop is read when it has one")
  void arrivesWithoutALoop() throws Exception {
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Echo());
      Collector back = new Collector();
      IpcChannel client = wire.connect(back);
      IpcChannel served = wire.accepted();
      client.deregister().sync();
      served.writeAndFlush(Buffers.of("meanwhile")).sync();
      assertThat(back.size()).isZero();
      wire.group.register(client).sync();
      back.awaitText("meanwhile");
    }
  }

  @Test
  @DisplayName("both sides run on event loops of sockets")
  void otherLoops() throws Exception {
    try (Wire nio =
        new Wire(
            Addresses.fresh("shm"),
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))) {
      nio.listen(new Echo());
      byte[] all = Buffers.random(23, 3 << 20);
      Collector back = new Collector();
      nio.connect(back).writeAndFlush(Unpooled.wrappedBuffer(all));
      Wire.await("all to be echoed").until(() -> back.size() == all.length);
      assertThat(back.bytes()).isEqualTo(all);
    }
  }

  @Test
  @DisplayName(
      "a connection that was opened without Netty becomes a channel, and talks to one that was not")
  void plainConnections() throws Exception {
    String address = Addresses.text("shm");
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory());
    try (Server server = Ipc.listen(address)) {
      IpcChannel client = new IpcChannel(Ipc.connect(address));
      Collector back = new Collector();
      client.pipeline().addLast(back);
      group.register(client).sync();
      client.writeAndFlush(Buffers.of("hello")).sync();
      try (Connection served = server.accept()) {
        assertThat(served.receiveString()).isEqualTo("hello");
        served.send("and goodbye");
      }
      assertThat(back.awaitInactive()).isTrue();
      assertThat(back.text()).isEqualTo("and goodbye");
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }
  }

  @Test
  @DisplayName("messages that are not bytes are refused with what is missing")
  void wrongMessages() throws Exception {
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Echo());
      IpcChannel client = wire.connect(new ChannelInboundHandlerAdapter());
      assertThat(client.writeAndFlush("text").await().cause())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("encoder");
    }
  }
}
