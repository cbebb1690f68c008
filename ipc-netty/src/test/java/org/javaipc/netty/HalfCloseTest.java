package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.javaipc.PeerClosedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One direction ends and the other goes on. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class HalfCloseTest {
  private static final Map<ChannelOption<?>, ?> HALF =
      Map.of(ChannelOption.ALLOW_HALF_CLOSURE, true);

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a client ends its stream, gets the answer, and then the server's end")
  void clientEndsFirst(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      Collector asked = new Collector();
      wire.listen(asked, HALF);
      Collector answers = new Collector();
      IpcChannel client = wire.connect(answers, HALF);
      IpcChannel served = wire.accepted();

      client.writeAndFlush(Buffers.of("question")).sync();
      client.shutdownOutput().sync();
      assertThat(client.isOutputShutdown()).isTrue();
      asked.awaitText("question");
      Wire.await("the end of the input").until(served::isInputShutdown);
      assertThat(asked.events).contains(ChannelInputShutdownEvent.INSTANCE);
      assertThat(served.isActive()).isTrue();

      served.writeAndFlush(Buffers.of("answer")).sync();
      answers.awaitText("answer");
      served.shutdownOutput().sync();
      Wire.await("the end of the answers").until(client::isInputShutdown);
      assertThat(client.isShutdown()).isTrue();
      assertThat(client.isActive()).isTrue();
      assertThat(answers.failures).isEmpty();
      assertThat(asked.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("without ALLOW_HALF_CLOSURE the end of the peer's stream closes the channel")
  void endCloses(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      wire.listen(new Collector());
      Collector told = new Collector();
      IpcChannel client = wire.connect(told);
      IpcChannel served = wire.accepted();
      served.writeAndFlush(Buffers.of("last")).sync();
      served.shutdownOutput().sync();
      assertThat(told.awaitInactive()).isTrue();
      assertThat(told.text()).isEqualTo("last");
      assertThat(client.isOpen()).isFalse();
      assertThat(told.failures).isEmpty();
    }
  }

  @Test
  @DisplayName("after shutdownOutput writes fail, and what was written before has arrived")
  void writesFailAfterShutdownOutput() throws Exception {
    try (Wire wire = new Wire("shm")) {
      Collector received = new Collector();
      wire.listen(received, HALF);
      Collector own = new Collector();
      IpcChannel client = wire.connect(own, HALF);
      client.writeAndFlush(Buffers.of("before")).sync();
      client.shutdownOutput().sync();
      assertThat(client.writeAndFlush(Buffers.of("after")).await().cause())
          .isInstanceOf(ClosedChannelException.class);
      assertThat(own.events).contains(ChannelOutputShutdownEvent.INSTANCE);
      received.awaitText("before");
      assertThat(client.isActive()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("after shutdownInput the peer's writes fail, and this side can still send")
  void shutdownInputIsTold(String scheme) throws Exception {
    try (Wire wire = new Wire(scheme)) {
      Collector asked = new Collector();
      wire.listen(asked, HALF);
      IpcChannel client = wire.connect(new Collector(), HALF);
      IpcChannel served = wire.accepted();
      client.shutdownInput().sync();
      client.writeAndFlush(Buffers.of("said after it")).sync();
      asked.awaitText("said after it");
      Wire.await("a write that fails")
          .until(() -> served.writeAndFlush(Buffers.of("nobody reads")).await().cause() != null);
      assertThat(served.writeAndFlush(Buffers.of("x")).await().isSuccess()).isFalse();
    }
  }

  @Test
  @DisplayName("a write to a peer that has closed its input fails with the typed error")
  void typedError() throws Exception {
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Collector(), HALF);
      IpcChannel client = wire.connect(new Collector(), HALF);
      IpcChannel served = wire.accepted();
      client.shutdownInput().sync();
      assertThat(served.writeAndFlush(Buffers.of("nobody reads")).await().cause())
          .isInstanceOf(PeerClosedException.class);
    }
  }
}
