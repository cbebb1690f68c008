package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 8 and 9 of a topic: what peers write who are hostile, or have an error. */
interface TopicHostility extends ContractLine {
  /** Offset in a subscription's memory (docs/format.md); 1 says that it has closed. */
  int STATE_OF_SUBSCRIPTION = 32;

  /** {@return the file of a part of the test's topic; the test is skipped if there is none of that name} */
  private Path file(String suffix) {
    Path file =
        rig()
            .directory()
            .path()
            .resolve(rig().address().name() + "." + rig().provider().scheme() + suffix);
    if (!Files.exists(file)) {
      throw rig().skipped(rig().provider().scheme() + ": has no file " + file.getFileName());
    }
    return file;
  }

  private static void cutShort(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  @Test
  @DisplayName("8 a subscription scribbles over its memory: publishers and others go on unharmed")
  default void scribblingSubscription() throws Exception {
    // Not every scribble shows, and what looks like a slow subscription is waited for.
    for (String slow : new String[] {"patience=100ms", "slow=drop"}) {
      try (TopicPublisher publisher = Ipc.publisher(rig().address("capacity=16KiB", slow));
          TopicSubscription hostile = Ipc.subscribe(rig().address("wait=spin"));
          TopicSubscription honest = Ipc.subscribe(rig().address())) {
        Messages messages = rig().messages(0, 300);
        Outgoing out = new Outgoing(publisher, messages);
        Incoming in = new Incoming(honest, messages);
        try (Scribbler scribbler = Scribbler.on(file("-sub-0"), rig().random())) {
          for (int i = 0; i < 500; i++) {
            scribbler.scribble();
            publish(out, in);
          }
          scribbler.fillWithNoise();
          publish(out, in);
        }
        assertThat(hostile.address()).isEqualTo(rig().address("wait=spin"));
        assertThat(honest.missed()).isZero();
      }
    }
  }

  private static void publish(Outgoing out, Incoming in) throws Exception {
    out.send(5);
    in.receiveUpTo(out.next());
  }

  @Test
  @DisplayName("8 a subscription says that it has closed and never leaves: nobody waits for it")
  default void closedWithoutLeaving() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=1h");
    TopicSubscription hostile = rig().subscribe();
    publisher.publish("noticed");
    try (FileChannel channel = FileChannel.open(file("-sub-0"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), STATE_OF_SUBSCRIPTION);
    }
    for (int i = 0; i < 1000; i++) {
      publisher.publish("more than the topic holds");
    }
    assertThat(publisher.subscriptions()).isZero();
    typed("close", hostile::close);
  }

  @Test
  @DisplayName("8 a subscription cuts its memory short: it is disconnected, and the JVM lives")
  default void cutShortSubscription() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB");
    TopicSubscription hostile = rig().subscribe();
    Messages messages = rig().messages(0, 300);
    Outgoing out = new Outgoing(publisher, messages);
    Incoming in = new Incoming(rig().subscribe(), messages);
    publish(out, in);
    Path file = file("-sub-0");
    cutShort(file);
    for (int i = 0; i < 200; i++) {
      publish(out, in);
    }
    assertThat(publisher.disconnected()).isOne();
    assertThat(publisher.subscriptions()).isOne();
    typed("close", hostile::close);
    Files.deleteIfExists(file);
  }

  @Test
  @DisplayName("9 a publisher scribbles over the topic: messages or typed errors, nothing hangs")
  default void scribblingPublisher() throws Exception {
    int errors = 0;
    for (int round = 0; round < 9; round++) {
      String slow = new String[] {"wait", "drop", "disconnect"}[round % 3];
      var address = rig().address("capacity=4KiB", "patience=50ms");
      if (!slow.equals("wait")) {
        address = rig().address("capacity=4KiB", "slow=" + slow);
      }
      TopicPublisher publisher = Ipc.publisher(address);
      TopicSubscription subscription = Ipc.subscribe(address);
      Outgoing out = new Outgoing(publisher, rig().messages(0, 300));
      Path file = file("");
      try (Scribbler scribbler = Scribbler.on(file, rig().random())) {
        for (int i = 0; i < 50; i++) {
          scribbler.scribble();
          errors += typed("publish", () -> out.send(Duration.ofMillis(1))) ? 1 : 0;
          errors += typed("poll", () -> subscription.poll((s, o, l) -> {}, 10)) ? 1 : 0;
          errors += typed("latest", () -> subscription.latest((s, o, l) -> {})) ? 1 : 0;
        }
        errors += typed("subscribe", () -> rig().subscribe("connect=20ms").close()) ? 1 : 0;
        errors += typed("publisher", () -> rig().publisher("connect=20ms").close()) ? 1 : 0;
      }
      typed("close", subscription::close);
      typed("close", publisher::close);
      Files.deleteIfExists(file);
    }
    rig().say(errors + " typed errors");
    assertThat(errors).isPositive();
  }

  @Test
  @DisplayName(
      "9 one publisher's lane is overwritten: a typed error, and the others' messages arrive")
  default void oneBadLane() throws Exception {
    TopicPublisher good = rig().publisher("capacity=4KiB", "senders=2");
    TopicPublisher bad = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    bad.publish("whole");
    assertThat(subscription.receiveString()).isEqualTo("whole");
    try (FileChannel file = FileChannel.open(file(""), StandardOpenOption.WRITE)) {
      byte[] noise = new byte[4096];
      rig().random().nextBytes(noise);
      noise[3] |= (byte) 0x80;
      file.write(ByteBuffer.wrap(noise), file.size() - 4096);
    }
    good.publish("good");
    boolean told = false;
    String received = null;
    while (received == null || !told) {
      try {
        received = subscription.receiveString();
      } catch (CorruptChannelException e) {
        told = true;
      }
    }
    assertThat(received).isEqualTo("good");
    good.publish("still good");
    assertThat(subscription.receiveString()).isEqualTo("still good");
  }

  @Test
  @DisplayName("9 the topic is cut short under its ends: typed errors, and the JVM lives")
  default void cutShortTopic() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB");
    TopicSubscription subscription = rig().subscribe();
    publisher.publish("whole");
    assertThat(subscription.receiveString()).isEqualTo("whole");
    Path file = file("");
    cutShort(file);
    rig().until("publishing fails", () -> typed("publish", () -> publisher.publish("x")));
    rig()
        .until(
            "receiving fails",
            () -> typed("receive", () -> subscription.receive(Duration.ofMillis(1))));
    typed("close", publisher::close);
    typed("close", subscription::close);
    Files.deleteIfExists(file);
  }

  /** {@return whether it fails, which is by a typed error, or the JVM's own where it came late} */
  private boolean typed(String what, Step step) throws Exception {
    try {
      rig().run(what, step);
      return false;
    } catch (IpcException e) {
      return true;
    } catch (InternalError e) {
      assertThat(e).hasMessageContaining("unsafe memory access");
      return true;
    }
  }
}
