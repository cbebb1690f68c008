package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module path that {@code etc/launch.sh} gives the command: with gRPC only where it may be needed. */
class LaunchScriptTest {
  private static final Path SCRIPT = Path.of("..", "etc", "launch.sh").toAbsolutePath().normalize();
  private static final String CACHE = "-XX:AOTCache=x";

  @TempDir private Path folder;

  private Path run;
  private final List<String> environment = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    run = folder.resolve("run");
    Files.createDirectories(run.resolve("grpc"));
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  /** {@return the words that the JVM is given; no program is on the path} */
  private List<String> words(String arguments) throws Exception {
    String script =
        "set -eu; . %s; jdk=%s/jdk; run=%s; become_jvm %s %s"
            .formatted(SCRIPT, folder, run, CACHE, arguments);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/nowhere");
    for (String variable : environment) {
      String[] parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    Process process = builder.start();
    List<String> words = process.inputReader().readAllLines();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s", words).isZero();
    return words;
  }

  private void assertFar(String arguments) throws Exception {
    assertThat(words(arguments))
        .containsSequence("-p", run + ":" + run.resolve("grpc"))
        .contains("-Xshare:auto")
        .doesNotContain(CACHE);
  }

  private void assertNear(String arguments) throws Exception {
    assertThat(words(arguments)).containsSequence("-p", run.toString()).contains(CACHE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recv grpc:x",
        "relay shm:a 'grpc:b?at=localhost:7701'",
        "transports",
        "--debug transports --json",
        "doctor"
      })
  @DisplayName("a command that may leave the machine has gRPC")
  void far(String arguments) throws Exception {
    assertFar(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recv shm:x",
        "relay shm:a unix:b",
        "send shm:doctor --message doctor",
        "--help",
        ""
      })
  @DisplayName("another one starts as if there were none, with the AOT cache")
  void near(String arguments) throws Exception {
    Files.writeString(folder.resolve("ipc.properties"), "ipc.channel.orders = shm:orders\n");
    environment.add("IPC_CHANNEL_TRADES=unix:trades");
    assertNear(arguments);
  }

  @Test
  @DisplayName("a name that the environment maps to grpc:, and a file that it names, count")
  void environment() throws Exception {
    for (String variable :
        List.of(
            "IPC_CHANNEL_ORDERS=grpc:orders",
            "JDK_JAVA_OPTIONS=-Dipc.channel.orders=grpc:orders",
            "JDK_JAVA_OPTIONS=-Dipc.config=/etc/ipc.properties")) {
      environment.add(variable);
      assertFar("recv orders");
      environment.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1\nipc.channel.orders = grpc:orders\n",
        "ipc.channel.orders=grpc\\:orders",
        "ipc.channel.default=grpc:{name}\n\nb=\\"
      })
  @DisplayName("so does one that ipc.properties maps, however it is written")
  void properties(String text) throws Exception {
    Files.writeString(folder.resolve("ipc.properties"), text);
    assertFar("recv orders");
  }

  @Test
  @DisplayName("a command that was copied without the folder starts as it is")
  void withoutTheFolder() throws Exception {
    Files.delete(run.resolve("grpc"));
    assertNear("recv grpc:x");
  }
}
