package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.javaipc.IpcContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  @TempDir Path folder;

  @Test
  void showsEachNameWithItsOrigin() throws Exception {
    IpcContext ipc =
        IpcContext.builder()
            .channels(Map.of("orders", "shm:orders", "broken", "shm", "odd", "shm:x?capasity=1"))
            .configuration(key ->
                Optional.ofNullable(Map.of("ipc.channel.orders", "memory:shadowed").get(key)))
            .build();
    Shell.Result result = new Shell(ipc, folder).run("config", "--json");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains(
            "{\"key\": \"ipc.channel.orders\", \"name\": \"orders\", \"value\": \"shm:orders\","
                + " \"origin\": \"the map given to the builder\", \"problem\": null}\n")
        .contains("there must be a colon after the scheme")
        .contains("did you mean")
        .doesNotContain("shadowed")
        .contains("{\"key\": \"ipc.dir\"");
  }

  @Test
  void saysWhatToSetWhenNothingIs() throws Exception {
    Shell.Result result = Shell.in(folder).run("config");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("ipc.channel.orders=shm:orders");
    assertThat(result.out()).contains("ipc.dir");
  }
}
