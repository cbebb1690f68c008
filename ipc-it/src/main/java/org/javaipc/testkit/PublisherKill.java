package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.Checkpoint;

/**
 * A publisher is killed at a labelled step, and another one goes on with its messages.
 *
 * @param step at which it is killed
 * @param pass how many times it passes the step from when it is armed: a log's publisher appends, and then rings
 * @param published whether the message in the making has been published
 * @param died how many deaths are told
 */
record PublisherKill(Checkpoint step, int pass, boolean published, int died) {
  /** More than one file of a log holds. */
  private static final int MANY = 2000;

  private static final int FEW = 10;

  /** All steps of a topic's publisher. Its place had a publisher before. */
  static final List<PublisherKill> OF_TOPIC =
      List.of(
          new PublisherKill(Checkpoint.CREATE_INITIALIZED, 1, false, 0),
          new PublisherKill(Checkpoint.CREATE_NAMED, 1, false, 0),
          new PublisherKill(Checkpoint.JOIN_MAPPED, 1, false, 0),
          new PublisherKill(Checkpoint.JOIN_LOCKED, 1, false, 0),
          new PublisherKill(Checkpoint.JOIN_TAKEN, 1, false, 1),
          new PublisherKill(Checkpoint.JOIN_ANNOUNCED, 1, false, 1),
          new PublisherKill(Checkpoint.SEND_COPIED, 1, false, 1),
          new PublisherKill(Checkpoint.SEND_CLEARED, 1, false, 1),
          new PublisherKill(Checkpoint.SEND_PUBLISHED, 1, true, 1),
          new PublisherKill(Checkpoint.SEND_WOKEN, 1, true, 1),
          new PublisherKill(Checkpoint.CLOSE_BEGUN, 1, false, 1),
          new PublisherKill(Checkpoint.CLOSE_TOLD, 1, false, 0));

  /** All steps of a log's publisher: the second pass is at the bell. */
  static final List<PublisherKill> OF_LOG =
      Stream.concat(
              OF_TOPIC.stream(),
              Stream.of(
                  new PublisherKill(Checkpoint.SEND_COPIED, 2, true, 1),
                  new PublisherKill(Checkpoint.SEND_CLEARED, 2, true, 1),
                  new PublisherKill(Checkpoint.SEND_PUBLISHED, 2, true, 1),
                  new PublisherKill(Checkpoint.LOG_FILE_MADE, 1, false, 1),
                  new PublisherKill(Checkpoint.LOG_FILE_ENDED, 1, false, 1),
                  new PublisherKill(Checkpoint.LOG_FILE_NAMED, 1, false, 1)))
          .toList();

  /** {@return the steps of the publishers that a rig has} */
  static List<PublisherKill> all(Rig rig) {
    return rig.provider().keepsLogs() ? OF_LOG : OF_TOPIC;
  }

  /** Kills one; {@return how many messages were checked}. */
  long run(Rig rig) throws Exception {
    Address address =
        rig.provider().keepsLogs()
            ? rig.otherAddress("roll=64KiB")
            : rig.otherAddress("capacity=4KiB", "slow=drop");
    Messages messages = rig.messages(0, 200);
    long checked;
    try (PeerProcess victim = rig.peer("-Dipc.checkpoints=on")) {
      checked =
          isBefore(Checkpoint.JOIN_MAPPED)
              ? killMaker(rig, address, messages, victim)
              : killMember(rig, address, messages, victim);
    }
    rig.newcomer(address);
    return checked;
  }

  private boolean isBefore(Checkpoint other) {
    return step.compareTo(other) < 0;
  }

  /** Who waits to subscribe meanwhile joins with the next one. */
  private long killMaker(Rig rig, Address address, Messages messages, PeerProcess victim)
      throws Exception {
    bring(victim, "publisher", address);
    Task<TopicSubscription> subscribing =
        rig.start("subscribe", () -> Ipc.subscribe(address.with("connect", "1m")));
    subscribing.settle();
    victim.kill();
    victim.awaitDeath();
    try (TopicPublisher next = Ipc.publisher(address);
        TopicSubscription subscription = subscribing.join()) {
      Incoming in = new Incoming(subscription, messages);
      new Outgoing(next, messages).send(FEW);
      in.receiveUpTo(FEW);
      return checked(rig, address, in, subscription);
    }
  }

  private long killMember(Rig rig, Address address, Messages messages, PeerProcess victim)
      throws Exception {
    try (TopicPublisher _ = Ipc.publisher(address);
        TopicSubscription subscription = Ipc.subscribe(address)) {
      Ipc.publisher(address).close(); // the victim gets its place
      Incoming in = new Incoming(subscription, messages);
      in.pollAll();
      bringMember(victim, address, in, messages);
      long before = in.next();
      in.pollAll(); // while it lives: it is known if it has announced itself
      victim.kill();
      victim.awaitDeath();
      in.pollAll();
      if (isBefore(Checkpoint.LOG_FILE_MADE)) {
        assertThat(in.next()).as("%s", this).isEqualTo(published ? before + 1 : before);
      }
      try (TopicPublisher next = Ipc.publisher(address)) {
        new Outgoing(next, messages).from(in.next()).send(FEW);
        in.receiveUpTo(in.next() + FEW);
      }
      return checked(rig, address, in, subscription);
    }
  }

  private void bringMember(PeerProcess victim, Address address, Incoming in, Messages messages)
      throws Exception {
    if (isBefore(Checkpoint.SEND_COPIED)) {
      bring(victim, "publisher", address);
      return;
    }
    victim.ask("ok", "publisher", address);
    for (int i = 0; i < 5; i++) {
      victim.ask("sent", "send", messages, in.next(), FEW);
      in.receiveUpTo(in.next() + FEW);
    }
    if (step == Checkpoint.CLOSE_BEGUN || step == Checkpoint.CLOSE_TOLD) {
      bring(victim, "close");
    } else {
      int count = isBefore(Checkpoint.LOG_FILE_MADE) ? 1 : MANY;
      bring(victim, "send", messages, in.next(), count);
    }
  }

  private void bring(PeerProcess victim, Object... command) throws Exception {
    victim.ask("ok", "arm", step, pass);
    victim.tell(command);
    victim.expect("at " + step);
  }

  private long checked(Rig rig, Address address, Incoming in, TopicSubscription subscription)
      throws Exception {
    rig.until(this + ": deaths", () -> in.poll() == 0 && subscription.diedSenders() >= died);
    assertThat(subscription.diedSenders()).as("%s: deaths", this).isEqualTo(died);
    assertThat(subscription.missed()).as("%s: missed", this).isZero();
    if (subscription.position() >= 0) {
      assertThat(subscription.position()).as("%s: position", this).isEqualTo(in.next());
      try (TopicSubscription all = Ipc.subscribe(address.with("from", "start"))) {
        new Incoming(all, in.messages()).receiveUpTo(in.next());
        assertThat(all.lag()).as("%s: lag", this).isZero();
      }
    }
    return in.next();
  }
}
