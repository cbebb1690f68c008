package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TransportsTest {
  @Test
  void jsonHasOneObjectALineWithTheKeysAsGiven() throws IOException {
    Call call = Call.of("transports", "--json");
    assertThat(call.exit()).isZero();
    assertThat(call.err()).isEmpty();
    assertThat(call.out().lines())
        .isNotEmpty()
        .allMatch(line ->
            line.matches(
                "\\{\"scheme\": \"[a-z]+\", \"kind\": \"(channel|notifier|both)\","
                    + " \"artifact\": \"ipc-[a-z]+\", \"available\": (true|false),"
                    + " \"reason\": (null|\".+\"), \"capabilities\": \\[(\"[A-Z_]+\",? ?)*\\],"
                    + " \"limits\": \\{\\}\\}"))
        .anyMatch(line -> line.contains("\"scheme\": \"memory\"") && line.contains("ipc-ring"))
        .anyMatch(line -> line.contains("\"scheme\": \"shm\"") && line.contains("CROSS_PROCESS"));
  }

  @Test
  void theTableHasALineForEach() throws IOException {
    Call call = Call.of("transports");
    assertThat(call.exit()).isZero();
    assertThat(call.out()).startsWith("scheme ").containsPattern("(?m)^memory .* ipc-ring +yes +");
    assertThat(call.out().lines().count())
        .isEqualTo(Call.of("transports", "--json").out().lines().count() + 1);
  }
}
