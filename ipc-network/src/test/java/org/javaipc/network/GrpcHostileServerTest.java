package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
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
}
