package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client makes of a server that does not keep to the rules. */
@Timeout(60)
class GrpcHostileServerTest {
  private static FarWelcome welcome(long capacity, long maxMessage, long start) {
    return new FarWelcome(capacity, maxMessage, start, Duration.ofSeconds(10), "a stranger");
  }

  @Test
  @DisplayName("a lane without capacity is refused before anything is written or read there")
  void noCapacity() throws Exception {
    byte[] closed = FarFrame.of(FarFrame.CLOSED);
    try (HostileServer server =
        new HostileServer(welcome(0, 0, 1L << 46).encode(), closed, closed)) {
      assertThatThrownBy(() -> Ipc.sender("grpc:orders?" + server.at()))
          .isExactlyInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("impossible limits");
    }
  }

  @Test
  @DisplayName("a receiver that closes at once has closed: the sender joins, and is told")
  void closesAtOnce() throws Exception {
    byte[] closed = FarFrame.of(FarFrame.CLOSED);
    try (HostileServer server = new HostileServer(welcome(4096, 100, 0).encode(), closed)) {
      for (int i = 0; i < 50; i++) {
        try (Sender sender = Ipc.sender("grpc:orders?silence=100ms&" + server.at())) {
          assertThatThrownBy(() -> sendForEver(sender)).isInstanceOf(PeerClosedException.class);
          server.end();
        }
      }
    }
  }

  private static void sendForEver(Sender sender) throws Exception {
    while (true) {
      sender.send("to whom?");
    }
  }

  @Test
  @DisplayName("a server that closes at once has closed: the client connects, and is told")
  void serverClosesAtOnce() throws Exception {
    byte[] closed = FarFrame.of(FarFrame.CLOSED);
    byte[] end = FarFrame.of(FarFrame.END);
    try (HostileServer server = new HostileServer(welcome(4096, 100, 0).encode(), closed, end)) {
      for (int i = 0; i < 50; i++) {
        try (Connection client = Ipc.connect("grpc:orders?silence=100ms&" + server.at())) {
          assertThat(client.receive()).isNull();
          assertThatThrownBy(() -> sendForEver(client.sender()))
              .isInstanceOf(PeerClosedException.class);
          server.end();
        }
      }
    }
  }

  @Test
  @DisplayName("closing a sender does not wait for ever for a receiver that takes nothing")
  void takesNothing() throws Exception {
    try (HostileServer server = new HostileServer(welcome(4096, 100, 0).encode())) {
      Sender sender = Ipc.sender("grpc:orders?silence=200ms&" + server.at());
      sender.send("one");
      CompletableFuture<Exception> closing = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> closing.complete(catchThrowableOfType(Exception.class, sender::close)));
      while (!closing.isDone()) {
        server.pulse(); // it is there
        Thread.sleep(20);
      }
      assertThat(closing.join())
          .isExactlyInstanceOf(PeerDiedException.class)
          .hasMessageContainingAll("taken nothing for 400ms", "the receiver at localhost:");
      assertThatThrownBy(() -> sender.send("two")).isInstanceOf(ChannelClosedException.class);
    }
  }
}
