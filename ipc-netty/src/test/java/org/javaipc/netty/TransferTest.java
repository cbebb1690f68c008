package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes arrive whole and in order, however they are written. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class TransferTest {
  private static final int LARGE = 16 << 20;

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("buffers of random sizes and kinds come back as they were sent")
  void randomSizesAreEchoed(String scheme) throws Exception {
    byte[] all = Buffers.random(7, 1 << 20);
    try (Wire wire = new Wire(scheme)) {
      wire.listen(new Echo());
      Collector back = new Collector();
      IpcChannel client = wire.connect(back);
      Random sizes = new Random(11);
      for (int at = 0; at < all.length; ) {
        int length = Math.min(all.length - at, sizes.nextInt(1 << sizes.nextInt(17)) + 1);
        client.write(buffer(sizes, all, at, length));
        at += length;
        if (sizes.nextInt(4) == 0) {
          client.flush();
        }
      }
      client.flush();
      Wire.await("all to be echoed").until(() -> back.size() == all.length);
      assertThat(back.bytes()).isEqualTo(all);
      assertThat(back.failures).isEmpty();
    }
  }

  private static ByteBuf buffer(Random kinds, byte[] all, int at, int length) {
    return switch (kinds.nextInt(4)) {
      case 0 -> Unpooled.wrappedBuffer(all, at, length);
      case 1 -> Unpooled.directBuffer(length).writeBytes(all, at, length);
      case 2 ->
          Unpooled.wrappedBuffer(
              Unpooled.EMPTY_BUFFER,
              Unpooled.wrappedBuffer(all, at, length / 2),
              Unpooled.directBuffer(length + 1)
                  .writeBytes(all, at + length / 2, length - length / 2));
      default -> Unpooled.wrappedBuffer(all, at, length).asReadOnly();
    };
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("16 MiB in one buffer are flushed through a ring that is much smaller")
  void largeFlush(String scheme) throws Exception {
    byte[] all = Buffers.random(13, LARGE);
    try (Wire wire = new Wire(scheme)) {
      Collector received = new Collector();
      wire.listen(received);
      IpcChannel client = wire.connect(new Collector());
      assertThat(client.writeAndFlush(Unpooled.wrappedBuffer(all)).await(Wire.DEADLINE.toMillis()))
          .isTrue();
      Wire.await("all to arrive").until(() -> received.size() == LARGE);
      assertThat(Arrays.equals(received.bytes(), all)).isTrue();
    }
  }

  @Test
  @DisplayName("empty buffers, and a file, go between others")
  void filesAndEmptyBuffers(@TempDir Path folder) throws Exception {
    byte[] content = Buffers.random(17, 300_000);
    Path file = Files.write(folder.resolve("file"), content);
    try (Wire wire = new Wire("shm")) {
      Collector received = new Collector();
      wire.listen(received);
      IpcChannel client = wire.connect(new Collector());
      client.write(Unpooled.EMPTY_BUFFER);
      client.write(Buffers.of("head"));
      client.write(Unpooled.buffer());
      client.write(new DefaultFileRegion(file.toFile(), 1, content.length - 1));
      assertThat(client.writeAndFlush(Buffers.of("tail")).await(Wire.DEADLINE.toMillis())).isTrue();
      Wire.await("all to arrive").until(() -> received.size() == content.length + 7);
      byte[] bytes = received.bytes();
      assertThat(new String(bytes, 0, 4, StandardCharsets.UTF_8)).isEqualTo("head");
      assertThat(Arrays.copyOfRange(bytes, 4, content.length + 3))
          .isEqualTo(Arrays.copyOfRange(content, 1, content.length));
      assertThat(received.text()).endsWith("tail");
    }
  }

  @Test
  @DisplayName("a file that is shorter than was said fails the write with its cause")
  void shortFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "short");
    try (Wire wire = new Wire("shm")) {
      wire.listen(new Collector());
      IpcChannel client = wire.connect(new Collector());
      ChannelFuture sent = client.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, 100));
      assertThat(sent.await(Wire.DEADLINE.toMillis())).isTrue();
      assertThat(sent.cause()).hasMessageContaining("requested count 100");
    }
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("fifty channels share one event loop, each with its own bytes")
  void manyChannelsOnOneLoop(String scheme) throws Exception {
    try (Wire wire =
        new Wire(
            Addresses.fresh(scheme),
            new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory()))) {
      wire.listen(new Echo());
      List<Collector> backs = new ArrayList<>();
      List<Channel> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        backs.add(new Collector());
        clients.add(wire.connect(backs.getLast()));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).writeAndFlush(Buffers.of("<" + i + "." + round + ">"));
        }
      }
      for (int i = 0; i < clients.size(); i++) {
        backs.get(i).awaitText("<%1$d.0><%1$d.1><%1$d.2>".formatted(i));
      }
    }
  }
}
