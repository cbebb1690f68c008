package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;

/**
 * Sender and receiver, or publisher and subscription, in two containers that share nothing but a volume: other process ids, other
 * namespaces, the same kernel.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ContainerPairTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String STREAM = " 4711 0 300 ";
  private static final String LOG = "mmap:trades?keep=256MiB&roll=64MiB";
  private static final String OPTIONS = "?dir=/shared/runtime&connect=1m&capacity=64KiB";

  private final String volume = "javaipc-it-" + UUID.randomUUID();

  @BeforeAll
  static void requireAnEngine() {
    Containers.require();
    Containers.removeLeftovers();
  }

  @BeforeEach
  void createVolume() {
    Containers.docker().createVolumeCmd().withName(volume).exec();
  }

  @AfterEach
  void removeVolume() {
    Containers.docker().removeVolumeCmd(volume).exec();
  }

  @Test
  @DisplayName("3 from one container to another through a shared volume, to the end")
  void fromContainerToContainer() throws Exception {
    for (String scheme : List.of("shm", "mmap")) {
      String address = scheme + ":pair" + OPTIONS;
      try (GenericContainer<?> receiver =
              peer("receiver " + address, "drain" + STREAM + "/shared/received");
          GenericContainer<?> sender = peer("sender " + address, "send" + STREAM + "0 50000")) {
        receiver.start();
        sender.start();
        awaitAnswer(sender, "sent 50000");
        awaitAnswer(receiver, "end 50000");
      }
    }
  }

  @Test
  @DisplayName("9 the receiver's container notices that the sender's was killed; nothing is lost")
  void killedSender() throws Exception {
    String address = "shm:pair" + OPTIONS;
    String received;
    try (GenericContainer<?> receiver =
            peer("receiver " + address, "drain" + STREAM + "/shared/received");
        GenericContainer<?> sender = peer("sender " + address, "flood" + STREAM + "/shared/sent")) {
      receiver.start();
      sender.start();
      awaitProgress("/shared/received");
      kill(sender);
      received = awaitAnswer(receiver, "died ");
    }
    long committed = progress("/shared/sent");
    assertThat(Long.parseLong(received)).isBetween(committed, committed + 1);
    assertThat(leftAfterTheNext(address)).isEqualTo("[]");
  }

  @Test
  @DisplayName("9 the sender's container notices that the receiver's was killed")
  void killedReceiver() throws Exception {
    String address = "shm:pair" + OPTIONS;
    try (GenericContainer<?> receiver =
            peer("receiver " + address, "drain" + STREAM + "/shared/received");
        GenericContainer<?> sender = peer("sender " + address, "flood" + STREAM + "/shared/sent")) {
      receiver.start();
      sender.start();
      awaitProgress("/shared/received");
      kill(receiver);
      awaitAnswer(sender, "died ");
    }
    assertThat(leftAfterTheNext(address)).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:pair", "mmap:pair", LOG})
  @DisplayName(
      "10 the subscription's container notices that the publisher's was killed; nothing is lost")
  void killedPublisher(String topic) throws Exception {
    String address = ofTopic(topic);
    String received;
    try (GenericContainer<?> subscription =
            peer(
                "publisher " + address, // makes the topic, so that nothing is published before
                "subscription " + address,
                "drain-until-death" + STREAM + "/shared/received");
        GenericContainer<?> publisher =
            peer("publisher " + address, "flood" + STREAM + "/shared/sent")) {
      subscription.start();
      awaitAnswer(subscription, "draining");
      publisher.start();
      awaitProgress("/shared/received");
      kill(publisher);
      received = awaitAnswer(subscription, "died ");
    }
    long committed = progress("/shared/sent");
    assertThat(Long.parseLong(received)).isBetween(committed, committed + 1);
    assertThat(leftOfATopic(address)).isEqualTo(topic.equals(LOG) ? "[trades.log]" : "[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:pair", "mmap:pair", LOG})
  @DisplayName(
      "4 the publisher's container goes on when the subscription's was killed, and has its place")
  void killedSubscription(String topic) throws Exception {
    String address = ofTopic(topic);
    try (GenericContainer<?> publisher =
            peer("publisher " + address, "flood" + STREAM + "/shared/sent");
        GenericContainer<?> subscription = peer("subscription " + address, "stand")) {
      publisher.start();
      subscription.start();
      awaitAnswer(subscription, "standing");
      kill(subscription);
      askAnother("subscription " + address, "ok");
      long before = progress("/shared/sent");
      Eventually.until(
          "the publisher goes on", PATIENCE, () -> progress("/shared/sent") > before + 1000);
    }
    assertThat(leftOfATopic(address)).isEqualTo(topic.equals(LOG) ? "[trades.log]" : "[]");
  }

  /** One that stands still is waited for longer than a test takes: only its death lets the publisher go on. */
  private static String ofTopic(String topic) {
    String common = "dir=/shared/runtime&connect=1m";
    return topic.equals(LOG)
        ? topic + "&" + common
        : topic + "?" + common + "&capacity=64KiB&subscribers=1&patience=1h";
  }

  private String leftOfATopic(String address) throws Exception {
    askAnother("publisher " + address, "ok");
    return askAnother("list /shared/runtime", "list ");
  }

  private GenericContainer<?> peer(String... commands) throws Exception {
    return Containers.java(List.of(), Peer.class, List.of(commands), volume);
  }

  private static void kill(GenericContainer<?> container) {
    Containers.docker().killContainerCmd(container.getContainerId()).exec();
  }

  private void awaitProgress(String file) throws Exception {
    Eventually.until("some messages have arrived", PATIENCE, () -> progress(file) > 1000);
  }

  private long progress(String file) throws Exception {
    return Long.parseLong(askAnother("progress " + file, "progress "));
  }

  private String leftAfterTheNext(String address) throws Exception {
    askAnother("receiver " + address, "ok");
    return askAnother("list /shared/runtime", "list ");
  }

  /** A third container looks. */
  private String askAnother(String command, String expected) throws Exception {
    try (GenericContainer<?> other = peer(command)) {
      other.start();
      String answer = awaitAnswer(other, expected);
      Eventually.until("it has closed what it had and ended", PATIENCE, () -> !other.isRunning());
      return answer;
    }
  }

  /** Waits for a line of the container's log that begins so, and returns the rest of it. */
  private static String awaitAnswer(GenericContainer<?> container, String expected)
      throws Exception {
    Eventually.until(
        () -> "'%s' in the log:%n%s".formatted(expected, container.getLogs()),
        PATIENCE,
        () -> answer(container, expected) != null);
    return answer(container, expected);
  }

  private static String answer(GenericContainer<?> container, String expected) {
    return container
        .getLogs()
        .lines()
        .filter(line -> line.startsWith(expected))
        .map(line -> line.substring(expected.length()))
        .findFirst()
        .orElse(null);
  }
}
