package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.javaipc.EndRole;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 4 and 11 of a topic: members in other processes that are killed, whom others get over and are told of. */
interface TopicMembers extends ContractLine {
  @Test
  @DisplayName("4 a subscription in another process is killed in the middle: nobody else notices")
  default void killedSubscription() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB", "patience=5m");
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    Incoming in = new Incoming(rig().subscribe(), messages);
    Outgoing out = new Outgoing(publisher, messages);
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Task<?> receiving = rig().begin("receive", () -> in.receiveUpTo(30_000));
      rig().run("publish", () -> out.send(10_000));
      assertThat(publisher.subscriptions()).isEqualTo(2);
      rig().until("the peer has taken some", () -> progress.get() > 0);
      peer.kill();
      rig().run("publish on", () -> out.send(20_000));
      receiving.join();
      peer.awaitDeath();
    }
    rig()
        .until(
            "the death is noticed",
            () -> {
              out.send(1);
              in.pollAll();
              return publisher.subscriptions() == 1;
            });
    Incoming next = new Incoming(rig().subscribe(), messages).from(out.next());
    out.send(10);
    next.receiveUpTo(out.next());
  }

  @Test
  @DisplayName(
      "11 a publisher's or a subscription's process that ends by SIGTERM has closed: no death is told")
  default void terminatedMembers() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    Messages messages = rig().messages(10, 10);
    PeerProcess reader = rig().peer();
    PeerProcess writer = rig().publishingPeer();
    reader.ask("ok", "subscription", rig().address());
    publisher.publish("to both");
    assertThat(publisher.subscriptions()).isEqualTo(2);
    assertThat(subscription.receive()).isNotNull();
    writer.ask("ok", "publisher", rig().address());
    writer.ask("sent", "send", messages, 0, 3);
    try (ToldDeaths told = new ToldDeaths()) {
      reader.terminate();
      writer.terminate();
      reader.awaitDeath();
      writer.awaitDeath();
      new Incoming(subscription, messages).receiveUpTo(3);
      rig()
          .until(
              "the subscription has left",
              () -> {
                publisher.publish("to the other one");
                assertThat(subscription.receive()).isNotNull();
                return publisher.subscriptions() == 1;
              });
      LockSupport.parkNanos(ProcessDeathOfReceiver.NOTICED_NANOS);
      assertThat(subscription.poll(Line06Empty.NONE, 1)).isZero();
      assertThat(subscription.diedSenders()).isZero();
      told.requireNone(rig().address());
    }
  }

  @Test
  @DisplayName("11 the death of a publisher is in the metrics and the flight recorder, once")
  default void publisherInMetrics() throws Exception {
    rig().requirePublishingPeers();
    TopicPublisher _ = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "publisher", rig().address());
    assertThat(subscription.poll(Line06Empty.NONE, 1)).isZero();
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig()
          .until(
              "the death is counted",
              () -> subscription.poll(Line06Empty.NONE, 1) == 0 && subscription.diedSenders() == 1);
      told.requireOne(rig().address(), EndRole.SUBSCRIPTION);
    }
  }

  @Test
  @DisplayName("11 the death of a subscription is in the metrics and the flight recorder, once")
  default void subscriptionInMetrics() throws Exception {
    TopicPublisher publisher = rig().publisher();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    publisher.publish("to one");
    assertThat(publisher.subscriptions()).isOne();
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig()
          .until(
              "the death is noticed",
              () -> {
                publisher.publish("to nobody");
                return publisher.subscriptions() == 0;
              });
      told.requireOne(rig().address(), EndRole.PUBLISHER);
    }
  }

  @Test
  @DisplayName(
      "2 three processes publish at once and two receive: each publisher's messages come in order")
  default void manyProcesses() throws Exception {
    int count = 10_000;
    TopicPublisher _ = rig().publisher("capacity=16KiB", "patience=5m");
    List<PeerProcess> subscriptions = List.of(rig().peer(), rig().peer());
    List<PeerProcess> publishers =
        List.of(rig().publishingPeer(), rig().publishingPeer(), rig().publishingPeer());
    for (PeerProcess subscription : subscriptions) {
      subscription.ask("ok", "subscription", rig().address());
      subscription.ask("collecting", "collect", publishers.size(), count);
    }
    for (PeerProcess publisher : publishers) {
      publisher.tell("publisher", rig().address());
    }
    for (int i = 0; i < publishers.size(); i++) {
      publishers.get(i).tell("publish-as", i, count);
    }
    for (PeerProcess publisher : publishers) {
      publisher.expect("ok");
      publisher.expect("published");
    }
    for (PeerProcess subscription : subscriptions) {
      assertThat(subscription.expect("collected")).isEqualTo(3 * count + " missed 0");
    }
  }

  @Test
  @DisplayName("8 a subscription in another process maps what publishers write for reading alone")
  default void mappedReadOnly() throws Exception {
    TopicPublisher publisher = rig().publisher();
    publisher.publish("there");
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    Map<Path, Set<String>> own = mappings(ProcessHandle.current().pid());
    assertThat(own).as("files of the topic that its publisher has mapped").isNotEmpty();
    assertThat(own.values()).allSatisfy(rights -> assertThat(rights).contains("rw-s"));
    Map<Path, Set<String>> peers = mappings(peer.pid());
    assertThat(peers.keySet()).as("files that the subscription has mapped").isEqualTo(own.keySet());
    assertThat(peers.values()).allSatisfy(rights -> assertThat(rights).containsExactly("r--s"));
  }

  /** {@return the rights with which a process has mapped each file of the test's topic that publishers write} */
  private Map<Path, Set<String>> mappings(long pid) throws IOException {
    Map<String, Path> files = filesByInode();
    Map<Path, Set<String>> mappings = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
      String[] fields = line.split(" +", 6);
      Path file = files.get(fields[4]);
      if (file != null) {
        mappings.computeIfAbsent(file, _ -> new TreeSet<>()).add(fields[1]);
      }
    }
    return mappings;
  }

  /** By inode, as the process that made a file mapped it before it had a name. */
  private Map<String, Path> filesByInode() throws IOException {
    Path directory = rig().directory().path();
    String beginning = directory.resolve(rig().address().name() + ".").toString();
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (file.toString().startsWith(beginning) && !file.toString().contains("-sub-")) {
          files.put(String.valueOf(Files.getAttribute(file, "unix:ino")), file);
        }
      }
    }
    return files;
  }
}
