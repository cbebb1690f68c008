package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One try to join, as it ends. */
@Timeout(60)
class FarCallTest {
  @Test
  @DisplayName(
      "a welcome to who has given up is not answered, so that nobody is counted who never was")
  void welcomedTooLate() throws Exception {
    try (HostileServer server = new HostileServer()) {
      Address address = Address.parse("grpc:orders?" + server.at());
      FarHost host = FarHost.acquire(FarOptions.of(address));
      FarCall<String> call =
          new FarCall<>(host, "a receiver", hello(), (_, _) -> "joined by nobody");
      call.start();
      assertThat(call.await(Duration.ofMillis(50))).isNull();
      call.onMessage(new FarWelcome(4096, 100, 0, Duration.ofSeconds(10), "late").encode());
      assertThat(server.frame(300)).isNull();
    }
  }

  private static FarHello hello() {
    return new FarHello(
        FarKind.CHANNEL,
        "orders",
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Duration.ofSeconds(10),
        "a client");
  }
}
