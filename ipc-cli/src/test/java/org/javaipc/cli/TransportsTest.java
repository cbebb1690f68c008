package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                    + " \"limits\": \\{\\}, \"remarks\": \\[(\".+\")?\\]\\}"))
        .anyMatch(line -> line.contains("\"scheme\": \"memory\"") && line.contains("ipc-core"))
        .anyMatch(line -> line.contains("\"scheme\": \"shm\"") && line.contains("CROSS_PROCESS"));
  }

  @Test
  void theTableHasALineForEach() throws IOException {
    Call call = Call.of("transports");
    assertThat(call.exit()).isZero();
    assertThat(call.out()).startsWith("scheme ").containsPattern("(?m)^memory .* ipc-core +yes +");
    assertThat(call.out().lines().filter(line -> !line.matches("[a-z]+: .*")).count())
        .isEqualTo(Call.of("transports", "--json").out().lines().count() + 1);
  }

  /** In a process as the command starts it, which has Netty for {@code grpc:}, but not its library for sockets. */
  @ParameterizedTest
  @CsvSource({
    "-Dany=thing, Netty is not allowed to load its library",
    "-Dio.netty.transport.noNative=true, -Dio.netty.transport.noNative=true"
  })
  void whatServersOfUnixDoWithoutIsRemarked(String option, String reason) throws Exception {
    List<String> command = new ArrayList<>(IpcProcess.command());
    command.add(command.indexOf("-m"), option);
    command.add("transports");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      List<String> lines = output.readAllLines();
      assertThat(lines).noneMatch(line -> line.contains("WARNING"));
      assertThat(lines.getLast()).startsWith("unix: Ipc.listen has a thread").contains(reason);
    }
    assertThat(process.waitFor()).isZero();
  }
}
