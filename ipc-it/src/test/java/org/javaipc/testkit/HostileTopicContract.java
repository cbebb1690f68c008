package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessRefusedException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What may have the names of a topic's files before its ends are opened: a typed error, no hang, and it stays. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HostileTopicContract {
  private static final int NOBODY = 65534;
  private static final int HEADER = 256;

  private Rig rig;

  /** {@return the transport's scheme} */
  abstract String scheme();

  @BeforeEach
  void openRig(TestInfo test) throws Exception {
    rig = Rig.of(ProviderUnderTest.of(scheme()), test.getDisplayName());
  }

  @AfterEach
  void closeRig() throws Exception {
    rig.close();
  }

  private Path file(String suffix) {
    return rig.directory().path().resolve(rig.address().name() + "." + scheme() + suffix);
  }

  private void bothEndsAreRefused(String what) {
    assertThatThrownBy(() -> rig.run(what, () -> Ipc.publisher(patient(300)).close()))
        .as("publisher, where there is: %s", what)
        .isInstanceOf(IpcException.class)
        .hasMessageContaining(rig.address().name());
    assertThatThrownBy(() -> rig.run(what, () -> Ipc.subscribe(patient(300)).close()))
        .as("subscription, where there is: %s", what)
        .isInstanceOf(IpcException.class)
        .hasMessageContaining(rig.address().name());
  }

  private String patient(int millis) {
    return rig.address("connect=" + millis + "ms").toString();
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    rig.random().nextBytes(noise);
    return noise;
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private byte[] ofATopic() throws Exception {
    try (TopicPublisher _ = Ipc.publisher(rig.address())) {
      return Files.readAllBytes(file(""));
    }
  }

  @Test
  @DisplayName(
      "9 what is not a topic has the name: a typed error for both ends, and it stays there")
  void notATopic() throws Exception {
    byte[] otherMagic = ofATopic();
    otherMagic[0] ^= 0x20;
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("empty", new byte[0]);
    contents.put("one byte", new byte[1]);
    contents.put("a page of zeros", new byte[4096]);
    contents.put(
        "a text", "# a text of somebody else's\n".repeat(500).getBytes(StandardCharsets.UTF_8));
    contents.put("noise", noise(1 << 20));
    contents.put("another magic", otherMagic);
    for (var content : contents.entrySet()) {
      write(file(""), content.getValue());
      bothEndsAreRefused(content.getKey());
      assertThat(Files.readAllBytes(file(""))).as(content.getKey()).isEqualTo(content.getValue());
      Files.delete(file(""));
    }
    rig.publisher().close(); // the name is usable again
  }

  @Test
  @DisplayName(
      "9 a directory, link, FIFO or socket has the topic's name: a typed error, and it stays")
  void otherKindsOfFile() throws Exception {
    Path elsewhere = rig.directory().path().resolveSibling(rig.address().name() + ".elsewhere");
    write(elsewhere, ofATopic());
    try {
      for (var kind : OtherKinds.at(file(""), elsewhere).entrySet()) {
        kind.getValue().run();
        bothEndsAreRefused(kind.getKey());
        assertThat(Files.exists(file(""), LinkOption.NOFOLLOW_LINKS)).as(kind.getKey()).isTrue();
        Files.delete(file(""));
      }
    } finally {
      Files.delete(elsewhere);
    }
  }

  @Test
  @DisplayName(
      "8 a directory, link, FIFO or socket has a subscription's name: a typed error or another place")
  void otherKindsOfSubscription() throws Exception {
    Path elsewhere = rig.directory().path().resolveSibling(rig.address().name() + ".elsewhere");
    TopicPublisher publisher = rig.publisher();
    try (TopicSubscription _ = Ipc.subscribe(rig.address())) {
      write(elsewhere, Files.readAllBytes(file("-sub-0")));
    }
    try {
      for (var kind : OtherKinds.at(file("-sub-0"), elsewhere).entrySet()) {
        kind.getValue().run();
        subscribeOrTyped(publisher, kind.getKey());
        assertThat(Files.exists(file("-sub-0"), LinkOption.NOFOLLOW_LINKS))
            .as(kind.getKey())
            .isTrue();
        Files.delete(file("-sub-0"));
      }
      assertThat(subscribeOrTyped(publisher, "nothing")).isTrue();
    } finally {
      Files.delete(elsewhere);
    }
  }

  /** {@return whether one can subscribe, and gets what is published; else there is a typed error} */
  private boolean subscribeOrTyped(TopicPublisher publisher, String what) throws Exception {
    try {
      rig.run(
          what,
          () -> {
            try (TopicSubscription subscription = Ipc.subscribe(patient(300))) {
              publisher.publish(what);
              assertThat(subscription.receiveString()).isEqualTo(what);
            }
          });
      return true;
    } catch (IpcException e) {
      assertThat(e).as(what).hasMessageContaining(rig.address().name());
      publisher.publish("nobody is in its way");
      return false;
    }
  }

  @Test
  @DisplayName("8 noise has a subscription's name: whoever comes finds another place, or is told")
  void noiseAsASubscription() throws Exception {
    TopicPublisher publisher = rig.publisher();
    for (int length : new int[] {0, 1, 100, 4096, 1 << 16}) {
      write(file("-sub-0"), noise(length));
      subscribeOrTyped(publisher, "noise of " + length);
      Files.deleteIfExists(file("-sub-0"));
    }
    assertThat(subscribeOrTyped(publisher, "nothing")).isTrue();
  }

  @Test
  @DisplayName("9 who finds a changed header of a live topic joins or gets a typed error")
  void changedHeader() throws Exception {
    int errors = 0;
    for (int at = 0; at < HEADER; at++) {
      TopicPublisher publisher = Ipc.publisher(rig.address("capacity=4KiB"));
      try (FileChannel file =
          FileChannel.open(file(""), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer original = ByteBuffer.allocate(1);
        file.read(original, at);
        byte changed = (byte) (original.get(0) ^ (1 << rig.random().nextInt(8)));
        file.write(ByteBuffer.wrap(new byte[] {changed}), at);
        errors += joins(() -> Ipc.publisher(patient(20)).close()) ? 0 : 1;
        errors += joins(() -> Ipc.subscribe(patient(20)).close()) ? 0 : 1;
        joins(() -> publisher.offer("one way or the other"));
        file.write(original.flip(), at);
      }
      joins(publisher::close);
      Files.deleteIfExists(file(""));
    }
    rig.say(errors + " of " + 2 * HEADER + " changed bytes were noticed on joining");
    assertThat(errors).isPositive();
  }

  private boolean joins(Step step) throws Exception {
    try {
      rig.run("join", step);
      return true;
    } catch (IpcException e) {
      assertThat(e).hasMessageContaining(scheme());
      return false;
    }
  }

  @Test
  @DisplayName("11 a topic of another user is refused, and stays; trust= lets it in")
  void anotherUsersTopic() throws Exception {
    Needs.root("give a file to another user");
    TopicPublisher publisher = rig.publisher();
    Files.setAttribute(file(""), "unix:uid", NOBODY);
    for (Step joining :
        new Step[] {
          () -> Ipc.publisher(patient(300)).close(), () -> Ipc.subscribe(patient(300)).close()
        }) {
      assertThatThrownBy(() -> rig.run("join", joining))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining(Integer.toString(NOBODY));
    }
    try (TopicSubscription trusting = Ipc.subscribe(rig.address("trust=uid:" + NOBODY))) {
      publisher.publish("trusted");
      assertThat(trusting.receiveString()).isEqualTo("trusted");
    }
    Files.setAttribute(file(""), "unix:uid", 0);
    try (TopicSubscription subscription = Ipc.subscribe(rig.address())) {
      publisher.publish("mine again");
      assertThat(subscription.receiveString()).isEqualTo("mine again");
    }
  }

  @Test
  @DisplayName(
      "11 a subscription of another user is disconnected; trust= of a publisher lets it in")
  void anotherUsersSubscription() throws Exception {
    Needs.root("give a file to another user");
    TopicPublisher publisher = rig.publisher();
    TopicPublisher trusting = rig.publisher("trust=uid:" + NOBODY);
    TopicSubscription subscription = rig.subscribe();
    Files.setAttribute(file("-sub-0"), "unix:uid", NOBODY);
    trusting.publish("trusted");
    assertThat(subscription.receiveString()).isEqualTo("trusted");
    publisher.publish("refused");
    assertThat(trusting.disconnected()).isZero();
    assertThat(trusting.subscriptions()).isOne();
    assertThat(publisher.disconnected()).isOne();
    assertThat(publisher.subscriptions()).isZero();
  }
}
