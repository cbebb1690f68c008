package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not read holds the writer up, and nobody else. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class BackPressureTest {
  private static final Map<ChannelOption<?>, ?> MANUAL = Map.of(ChannelOption.AUTO_READ, false);

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a peer that does not read makes the channel unwritable, until it reads")
  void writabilityFollowsThePeer(String scheme) throws Exception {
    int length = 4 << 20;
    byte[] all = Buffers.random(19, length);
    try (Wire wire = new Wire(scheme)) {
      Collector received = new Collector();
      wire.listen(received, MANUAL);
      List<Boolean> changes = new CopyOnWriteArrayList<>();
      IpcChannel client =
          wire.connect(
              new Collector() {
                @Override
                public void channelWritabilityChanged(ChannelHandlerContext context) {
                  changes.add(context.channel().isWritable());
                }
              },
              Map.of(
                  ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32768, 65536)));
      IpcChannel served = wire.accepted();
      ChannelFuture sent = client.writeAndFlush(Unpooled.wrappedBuffer(all));
      Wire.await("the channel to be full").until(() -> !client.isWritable());
      Wire.await("the write to be stuck in the middle")
          .until(() -> client.unsafe().outboundBuffer().currentProgress() > 0);
      assertThat(sent.isDone()).isFalse();
      assertThat(received.size()).isZero();

      served.config().setAutoRead(true);
      assertThat(sent.await(Wire.DEADLINE.toMillis())).isTrue();
      Wire.await("the channel to be writable").until(client::isWritable);
      Wire.await("all to arrive").until(() -> received.size() == length);
      assertThat(received.bytes()).isEqualTo(all);
      Wire.await("both changes to be told").until(() -> changes.size() >= 2);
      assertThat(changes).startsWith(false).endsWith(true);
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("with autoRead off each read() brings one buffer, and none comes without")
  void readsAreAskedFor(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      Collector received = new Collector();
      wire.listen(received, MANUAL);
      IpcChannel client = wire.connect(new Collector());
      IpcChannel served = wire.accepted();
      byte[] block = new byte[16 << 10];
      for (int i = 0; i < 4; i++) {
        client.writeAndFlush(Unpooled.wrappedBuffer(block)).sync();
      }
      served.eventLoop().submit(() -> {}).sync();
      assertThat(received.reads()).isZero();
      for (int i = 1; received.size() < 4 * block.length; i++) {
        int reads = i;
        served.read();
        Wire.await("one buffer").until(() -> received.reads() == reads);
        served.eventLoop().submit(() -> {}).sync();
        assertThat(received.reads()).isEqualTo(reads);
      }
    }
  }

  @Test
  @DisplayName("autoRead that is turned off in a handler stops the reads, also of a read under way")
  void autoReadOffWhileWaiting() throws Exception {
    try (Wire wire = new Wire("shm")) {
      Collector received = new Collector();
      wire.listen(received);
      IpcChannel client = wire.connect(new Collector());
      IpcChannel served = wire.accepted();
      client.writeAndFlush(Buffers.of("one")).sync();
      received.awaitText("one");
      served.config().setAutoRead(false);
      served.eventLoop().submit(() -> {}).sync();
      client.writeAndFlush(Buffers.of("two")).sync();
      for (int i = 0; i < 100; i++) {
        served.eventLoop().submit(() -> {}).sync();
      }
      assertThat(received.text()).isEqualTo("one");
      served.config().setAutoRead(true);
      received.awaitText("onetwo");
    }
  }
}
