package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.PeerCredentials;
import org.javaipc.UnknownChannelException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Binding and connecting, and what is in the way of them. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class ConnectTest {
  private static Wire wire;

  @BeforeAll
  static void open() {
    wire = new Wire("shm");
  }

  @AfterAll
  static void close() {
    wire.close();
  }

  private static ChannelFuture connect(IpcSocketAddress address) throws InterruptedException {
    ChannelFuture attempt = wire.client(new Collector()).connect(address);
    assertThat(attempt.await(Wire.DEADLINE.toMillis())).isTrue();
    return attempt;
  }

  private static ChannelFuture bind(IpcSocketAddress address) throws InterruptedException {
    return new ServerBootstrap()
        .group(wire.group)
        .channel(IpcServerChannel.class)
        .childHandler(new Echo())
        .bind(address)
        .await();
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("where nobody listens, connecting fails with what to do")
  void nobodyListens(String scheme) throws Exception {
    ChannelFuture attempt = connect(Addresses.fresh(scheme));
    assertThat(attempt.cause()).isInstanceOf(ConnectTimeoutException.class);
    assertThat(attempt.cause()).hasMessageFindingMatch("start (it|the server) first");
    Wire.await("the channel to be closed").until(() -> !attempt.channel().isOpen());
  }

  @Test
  @DisplayName("an address that says to wait is given up after CONNECT_TIMEOUT_MILLIS")
  void timeout() throws Exception {
    IpcSocketAddress patient = IpcSocketAddress.of(Addresses.text("shm") + "?connect=1m");
    ChannelFuture attempt =
        wire.client(new Collector())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 50)
            .connect(patient)
            .await();
    assertThat(attempt.cause())
        .isInstanceOf(io.netty.channel.ConnectTimeoutException.class)
        .hasMessageContaining("CONNECT_TIMEOUT_MILLIS");
    Wire.await("the channel to be closed").until(() -> !attempt.channel().isOpen());
  }

  @Test
  @DisplayName("an address that says to wait finds a server that comes later")
  void waitsForTheServer() throws Exception {
    IpcSocketAddress patient = IpcSocketAddress.of(Addresses.text("shm") + "?connect=1m");
    ChannelFuture attempt = wire.client(new Collector()).connect(patient);
    Channel server = bind(patient).channel();
    assertThat(attempt.await(Wire.DEADLINE.toMillis())).isTrue();
    assertThat(attempt.cause()).isNull();
    attempt.channel().close().sync();
    server.close().sync();
  }

  @Test
  @DisplayName("closing and cancelling end an attempt")
  void attemptsEnd() throws Exception {
    IpcSocketAddress patient = IpcSocketAddress.of(Addresses.text("shm") + "?connect=1m");
    ChannelFuture closed = wire.client(new Collector()).connect(patient);
    closed.channel().close().sync();
    assertThat(closed.await(Wire.DEADLINE.toMillis())).isTrue();
    assertThat(closed.cause()).isInstanceOf(ClosedChannelException.class);

    Channel channel = wire.client(new Collector()).register().sync().channel();
    ChannelFuture cancelled = channel.connect(patient);
    channel.eventLoop().submit(() -> {}).sync();
    assertThat(cancelled.cancel(true)).isTrue();
    Wire.await("the channel to be closed").until(() -> !channel.isOpen());
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("a second server is refused, and the address is free again when the first is closed")
  void bindTwice(String scheme) throws Exception {
    IpcSocketAddress address = Addresses.fresh(scheme);
    Channel first = bind(address).channel();
    assertThat(first.isActive()).isTrue();
    assertThat(first.localAddress()).isEqualTo(address);
    assertThat(bind(address).cause()).isInstanceOf(ChannelBusyException.class);
    first.close().sync();
    ChannelFuture again = bind(address);
    assertThat(again.cause()).isNull();
    again.channel().close().sync();
    assertThat(connect(address).cause()).isInstanceOf(ConnectTimeoutException.class);
  }

  @Test
  @DisplayName("an address that is none, and a name that is not configured, fail the promise")
  void badAddresses() throws Exception {
    assertThat(connect(IpcSocketAddress.of("not-configured")).cause())
        .isInstanceOf(UnknownChannelException.class);
    assertThat(connect(IpcSocketAddress.of("shm:a b")).cause())
        .isInstanceOf(InvalidAddressException.class);
    assertThat(bind(IpcSocketAddress.of("shm:a b")).cause())
        .isInstanceOf(InvalidAddressException.class);
    Bootstrap client = wire.client(new Collector());
    assertThat(
            client
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
                .await()
                .cause())
        .isInstanceOf(UnsupportedAddressTypeException.class);
    client.handler(new Collector());
    assertThat(client.connect(Addresses.fresh("shm"), Addresses.fresh("shm")).await().cause())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("without a local address");
  }

  @Test
  @DisplayName("a logical name is what the configuration says")
  void logicalName() throws Exception {
    System.setProperty("ipc.channel.netty-orders", Addresses.text("shm"));
    try {
      IpcSocketAddress orders = IpcSocketAddress.of("netty-orders");
      Channel server = bind(orders).channel();
      Channel client = connect(orders).channel();
      assertThat(client.isActive()).isTrue();
      assertThat(client.connect(orders).await().cause())
          .isInstanceOf(AlreadyConnectedException.class);
      client.close().sync();
      server.close().sync();
    } finally {
      System.clearProperty("ipc.channel.netty-orders");
    }
  }

  @Test
  @DisplayName(
      "the peer's process, user and group are an attribute and stand in the address, over unix:")
  void credentials() throws Exception {
    try (Wire unix = new Wire("unix")) {
      unix.listen(new Echo());
      IpcChannel client = unix.connect(new Collector());
      IpcChannel served = unix.accepted();
      for (IpcChannel side : new IpcChannel[] {client, served}) {
        PeerCredentials peer = side.attr(IpcChannel.PEER).get();
        assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(((IpcSocketAddress) side.remoteAddress()).peer()).contains(peer);
      }
      assertThat(client.remoteAddress()).isEqualTo(unix.address).isEqualTo(client.localAddress());
    }
  }

  @Test
  @DisplayName("where the transport does not know the peer there is no attribute")
  void noCredentials() throws Exception {
    try (Wire shm = new Wire("shm")) {
      shm.listen(new Echo());
      IpcChannel client = shm.connect(new Collector());
      assertThat(client.hasAttr(IpcChannel.PEER)).isFalse();
      assertThat(((IpcSocketAddress) client.remoteAddress()).peer()).isEqualTo(Optional.empty());
    }
  }
}
