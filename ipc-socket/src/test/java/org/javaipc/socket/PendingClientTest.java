package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.junit.jupiter.api.Test;

/** A client that said that it stays, and the server that lets it in. */
class PendingClientTest {
  @Test
  void aClientThatCannotBeLetInForLackOfMemoryIsDroppedAndClosedOnce() throws Exception {
    SocketDescriptor[] ends = SocketDescriptor.pair(SocketKind.STREAM, "a test");
    AtomicInteger dropped = new AtomicInteger();
    PendingClient.Door door =
        new PendingClient.Door() {
          @Override
          public void admit(PendingClient greeting, SocketDescriptor client) {
            throw new OutOfMemoryError("a test");
          }

          @Override
          public void drop(PendingClient greeting) {
            dropped.incrementAndGet();
          }
        };
    try (SocketDescriptor client = ends[0]) {
      PendingClient.say(client);
      PendingClient pending = new PendingClient(ends[1], door);
      pending.look();
      pending.drop(); // as a server that closes does
      assertThat(dropped).hasValue(1);
      assertThat(client.receive(Arena.ofAuto().allocate(8).address(), 8))
          .isEqualTo(SocketDescriptor.END);
    }
  }
}
