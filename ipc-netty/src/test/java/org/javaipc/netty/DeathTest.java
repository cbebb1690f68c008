package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server in another process is killed. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class DeathTest {
  private static final List<String> SCHEMES = List.of("shm", "mmap", "unix", "fifo");

  @Test
  @DisplayName("a killed peer is told to the pipeline as PeerDiedException, and the channel closes")
  void deathIsTold() throws Exception {
    List<String> addresses = SCHEMES.stream().map(Addresses::text).toList();
    Process server = EchoProcess.start(addresses);
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory());
    List<Wire> wires =
        addresses.stream().map(at -> new Wire(IpcSocketAddress.of(at), group)).toList();
    try {
      List<Collector> idle = new ArrayList<>();
      List<ChannelFuture> stuck = new ArrayList<>();
      for (Wire wire : wires) {
        idle.add(new Collector());
        wire.connect(idle.getLast()).writeAndFlush(Buffers.of("hello"));
        idle.getLast().awaitText("hello");
        stuck.add(stuckWriter(wire));
      }
      server.destroyForcibly().waitFor();
      for (Collector told : idle) {
        assertThat(told.inactive.await(Wire.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(told.failures).hasSize(1);
        assertThat(told.failures.getFirst())
            .isInstanceOf(PeerDiedException.class)
            .hasMessageContaining("netty-");
      }
      for (ChannelFuture sent : stuck) {
        assertThat(sent.await(Wire.DEADLINE.toMillis())).isTrue();
        assertThat(sent.cause()).isInstanceOf(PeerDiedException.class);
        assertThat(sent.channel().closeFuture().await(Wire.DEADLINE.toMillis())).isTrue();
      }
    } finally {
      server.destroyForcibly();
      Stream.of(wires.toArray(Wire[]::new)).forEach(Wire::close);
      for (String address : addresses) {
        Ipc.listen(address).close(); // takes over, and removes, what the killed one left
      }
    }
  }

  /** The server echoes, and this side does not read: both get stuck. */
  private static ChannelFuture stuckWriter(Wire wire) throws Exception {
    IpcChannel client = wire.connect(new Collector(), Map.of(ChannelOption.AUTO_READ, false));
    ChannelFuture sent = client.writeAndFlush(Unpooled.buffer(8 << 20).writeZero(8 << 20));
    Wire.await("the write to be stuck").until(() -> !client.isWritable());
    return sent;
  }
}
