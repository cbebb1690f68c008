package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.SharedRegion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port that several names share, while one of them fails. */
@Timeout(60)
class FarPortTest {
  private final String at = FreePort.at();
  private final FarOptions options = FarOptions.of(Address.parse("grpc:broken?" + at));

  FarPortTest() throws Exception {}

  private static final class Door extends FarDoors {
    private final AtomicReference<FarInlet> inlet = new AtomicReference<>();

    Door(FarOptions options, FarPort port) {
      super(options, port);
    }

    @Override
    public FarKind kind() {
      return FarKind.CHANNEL;
    }

    @Override
    public void letIn(FarHello hello, FarLink link) throws IpcException {
      inlet.set(new EventInlet(link, null));
      link.begin(inlet.get(), null, Duration.ofSeconds(60), Duration.ofSeconds(60));
      throw new IpcException("something is missing");
    }
  }

  @Test
  @DisplayName("an end that fails as it opens gives the port back once, so that others keep it")
  void failsToOpen() throws Exception {
    try (Receiver receiver = Ipc.receiver("grpc:orders?" + at)) {
      Door door = new Door(options, FarPort.acquire(options));
      assertThatThrownBy(() ->
              door.open(store -> {
                SharedRegion region = store.create(4096, 4096, (_, _) -> {});
                region.unlink();
                region.close();
                throw new IpcException("something is missing");
              }))
          .hasMessage("something is missing");
      try (Sender sender = Ipc.sender("grpc:orders?connect=1s&" + at)) {
        sender.send("still here");
        assertThat(receiver.receiveString()).isEqualTo("still here");
      }
    }
  }

  @Test
  @DisplayName("a stream that has begun and is not let in has ended, and gives the port back once")
  void failsToLetIn() throws Exception {
    try (Receiver receiver = Ipc.receiver("grpc:orders?" + at)) {
      Door door = new Door(options, FarPort.acquire(options));
      String end = door.open(store -> "an end");
      assertThat(end).isEqualTo("an end");
      assertThatThrownBy(() -> Ipc.sender("grpc:broken?" + at))
          .hasMessageContaining("something is missing");
      await().until(() -> door.inlet.get().isDone());
      try (Sender sender = Ipc.sender("grpc:orders?connect=1s&" + at)) {
        sender.send("still here");
        assertThat(receiver.receiveString()).isEqualTo("still here");
      }
    }
  }

  @Test
  @DisplayName("who connects and says nothing is disconnected")
  void saysNothing() throws Exception {
    int port = Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
    try (Receiver receiver = Ipc.receiver("grpc:orders?" + at);
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
      stranger.setSoTimeout(18_000);
      InputStream in = stranger.getInputStream();
      assertThat(in.readAllBytes()).hasSizeLessThan(1000);
      assertThat(receiver.isEnded()).isFalse();
    }
  }
}
