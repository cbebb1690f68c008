package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.javaipc.docs.CodeOnPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;

/** The commands of docs/containers.md: containers with the options that stand there talk to each other. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ContainerRecipesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PAGE = "docs/containers.md";
  private static final String STREAM = " 4711 0 300 ";

  private final String volume = "javaipc-it-" + UUID.randomUUID();

  @BeforeAll
  static void requireAnEngine() {
    Containers.require();
    Containers.removeLeftovers();
  }

  /** {@return the words of the line of a block that begins so} */
  private static List<String> command(String block, String begin) throws Exception {
    String line =
        CodeOnPage.of(PAGE)
            .block(block)
            .lines()
            .filter(each -> each.matches(begin + "\\b.*"))
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>(List.of(line.split(" +")));
    return words.subList(begin.split(" ").length, words.size());
  }

  @Test
  @DisplayName("two containers with the page's volume talk over shm:, and mmap:")
  void aVolume() throws Exception {
    createVolume(command("volume", "docker volume create"));
    try {
      for (String address : List.of("shm:orders", "mmap:orders")) {
        assertTransfer("volume", address);
      }
    } finally {
      Containers.docker().removeVolumeCmd(volume).exec();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:orders", "mq:orders", "sysvmq:orders", "sysv:orders"})
  @DisplayName("two containers with one IPC namespace talk, without any other option")
  void anIpcNamespace(String address) throws Exception {
    assertTransfer("namespace", address);
  }

  private void createVolume(List<String> words) {
    Map<String, String> options = new HashMap<>();
    for (int i = words.indexOf("--opt"); words.get(i).equals("--opt"); i += 2) {
      String[] option = words.get(i + 1).split("=", 2);
      options.put(option[0], option[1]);
    }
    assertThat(words.getLast()).isEqualTo("ipc");
    Containers.docker()
        .createVolumeCmd()
        .withName(volume)
        .withDriver(words.get(words.indexOf("--driver") + 1))
        .withDriverOpts(options)
        .exec();
  }

  private void assertTransfer(String block, String address) throws Exception {
    try (GenericContainer<?> engine =
        container(
            command(block, "docker run -d --name engine"),
            "",
            "receiver " + address,
            "receive" + STREAM + "0 1000")) {
      engine.start();
      awaitAnswer(engine, "ok");
      try (GenericContainer<?> gateway =
          container(
              command(block, "docker run -d --name gateway"),
              engine.getContainerId(),
              "sender " + address,
              "send" + STREAM + "0 1000")) {
        gateway.start();
        awaitAnswer(gateway, "sent 1000");
        awaitAnswer(engine, "received 1000");
      }
    }
  }

  /** {@return a container with the options of a line, where the name of the other stands for an ID} */
  private GenericContainer<?> container(List<String> words, String engine, String... commands)
      throws Exception {
    List<Bind> mounts = new ArrayList<>();
    List<String> rest = new ArrayList<>(words.subList(0, words.size() - 1)); // without the image
    for (int i = rest.indexOf("-v"); i >= 0; i = rest.indexOf("-v")) {
      String[] mount = rest.get(i + 1).split(":", 2);
      assertThat(mount[0]).isEqualTo("ipc");
      mounts.add(new Bind(volume, new Volume(mount[1])));
      rest.subList(i, i + 2).clear();
    }
    GenericContainer<?> container =
        Containers.java(List.of(), Peer.class, List.of(commands), mounts);
    for (int i = rest.indexOf("-e"); i >= 0; i = rest.indexOf("-e")) {
      String[] variable = rest.get(i + 1).split("=", 2);
      container.withEnv(variable[0], variable[1]);
      rest.subList(i, i + 2).clear();
    }
    container.withCreateContainerCmdModifier(create -> apply(rest, engine, create));
    return container;
  }

  private static void apply(List<String> options, String engine, CreateContainerCmd create) {
    HostConfig host = create.getHostConfig();
    for (String option : options) {
      String value = option.substring(option.indexOf('=') + 1);
      switch (option.substring(0, option.indexOf('='))) {
        case "--ipc" -> host.withIpcMode(value.replace("container:engine", "container:" + engine));
        case "--shm-size" -> host.withShmSize(Long.parseLong(value.replace("m", "")) << 20);
        default -> throw new AssertionError("no such option is known to this test: " + option);
      }
    }
  }

  private static void awaitAnswer(GenericContainer<?> container, String expected) throws Exception {
    Eventually.until(
        () -> "'%s' in the log:%n%s".formatted(expected, container.getLogs()),
        PATIENCE,
        () -> container.getLogs().lines().anyMatch(expected::equals));
  }
}
