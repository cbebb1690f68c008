package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.Checkpoint;

/**
 * A subscription is killed at a labelled step: the publisher goes on, and so does the next subscription.
 *
 * @param step at which it is killed
 * @param pass how many times it passes the step from when it is armed
 * @param died how many deaths the publisher counts
 * @param place in the log, of a named subscription, from which the next one goes on
 */
record SubscriptionKill(Checkpoint step, int pass, int died, long place) {
  private static final int BEFORE = 20;
  private static final int TAKEN = 10;

  /** All steps of a topic's subscription. */
  static final List<SubscriptionKill> OF_TOPIC =
      List.of(
          new SubscriptionKill(Checkpoint.JOIN_MAPPED, 1, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_LOCKED, 1, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_TAKEN, 1, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_ANNOUNCED, 1, 1, 0),
          new SubscriptionKill(Checkpoint.RECEIVE_TAKEN, 5, 1, 0),
          new SubscriptionKill(Checkpoint.RECEIVE_HANDLED, 5, 1, 0),
          new SubscriptionKill(Checkpoint.RECEIVE_ROOM_GIVEN, 1, 1, 0),
          new SubscriptionKill(Checkpoint.CLOSE_BEGUN, 1, 1, 0),
          new SubscriptionKill(Checkpoint.CLOSE_TOLD, 1, 0, 0));

  /** All steps of a log's named subscription, which first joins the bell as a publisher would. */
  static final List<SubscriptionKill> OF_LOG =
      List.of(
          new SubscriptionKill(Checkpoint.JOIN_MAPPED, 2, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_LOCKED, 2, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_TAKEN, 2, 0, 0),
          new SubscriptionKill(Checkpoint.JOIN_ANNOUNCED, 2, 1, 0),
          new SubscriptionKill(Checkpoint.RECEIVE_TAKEN, 5, 1, 4),
          new SubscriptionKill(Checkpoint.RECEIVE_HANDLED, 5, 1, 4),
          new SubscriptionKill(Checkpoint.RECEIVE_ROOM_GIVEN, 5, 1, 5),
          new SubscriptionKill(Checkpoint.CLOSE_BEGUN, 1, 1, TAKEN),
          new SubscriptionKill(Checkpoint.CLOSE_TOLD, 1, 0, TAKEN));

  /** Those of a subscription in another language, which hands a copy out only when its room has been given back. */
  private static final List<SubscriptionKill> OF_CLIENT =
      OF_TOPIC.stream().filter(kill -> kill.step != Checkpoint.RECEIVE_HANDLED).toList();

  /** {@return the steps of the subscriptions that a rig has} */
  static List<SubscriptionKill> all(Rig rig) {
    if (rig.provider().keepsLogs()) {
      return OF_LOG;
    }
    return rig.hasJavaPeers() ? OF_TOPIC : OF_CLIENT;
  }

  /** Kills one; {@return how many messages were checked}. */
  long run(Rig rig) throws Exception {
    boolean keeps = rig.provider().keepsLogs();
    Address address = rig.otherAddress("capacity=4KiB", "patience=5m");
    Address own = keeps ? address.with("as", "billing") : address;
    Messages messages = rig.messages(100, 100);
    long checked;
    try (TopicPublisher publisher = Ipc.publisher(address);
        PeerProcess victim = rig.peerWithSteps()) {
      Outgoing out = new Outgoing(publisher, messages);
      bring(victim, own, out, messages);
      victim.kill();
      victim.awaitDeath();
      rig.run("publish after " + step, () -> out.send(200));
      rig.until(
          "the publisher knows of no subscription",
          () -> {
            out.send(1);
            return publisher.subscriptions() == 0;
          });
      assertThat(deaths(address)).as("%s: deaths", this).isEqualTo(died);
      assertThat(publisher.disconnected()).as("%s: disconnected", this).isZero();
      checked = receiveRest(own, out, messages, keeps);
    }
    rig.newcomer(address);
    return checked;
  }

  private void bring(PeerProcess victim, Address address, Outgoing out, Messages messages)
      throws Exception {
    if (step.compareTo(Checkpoint.SEND_COPIED) < 0) {
      out.send(BEFORE);
      arm(victim, "subscription", address);
      out.send(1); // while it lives: it is known if it has announced itself
      return;
    }
    victim.ask("ok", "subscription", address);
    out.send(BEFORE);
    if (step == Checkpoint.CLOSE_BEGUN || step == Checkpoint.CLOSE_TOLD) {
      victim.ask("received", "receive", messages, 0, TAKEN);
      arm(victim, "close");
    } else {
      arm(victim, "receive", messages, 0, BEFORE);
    }
  }

  private void arm(PeerProcess victim, Object... command) throws Exception {
    victim.ask("ok", "arm", step, pass);
    victim.tell(command);
    victim.expect("at " + step);
  }

  /** {@return how many deaths the open publishers of an address have counted} */
  static long deaths(Address address) {
    return IpcMetrics.ends().stream()
        .filter(end -> end.address().name().equals(address.name()))
        .filter(end -> end.role() == EndRole.PUBLISHER)
        .mapToLong(EndMetrics::peerDeaths)
        .sum();
  }

  private long receiveRest(Address address, Outgoing out, Messages messages, boolean keeps)
      throws Exception {
    try (TopicSubscription next = Ipc.subscribe(address)) {
      if (keeps) {
        assertThat(next.position()).as("%s: position", this).isEqualTo(place);
      }
      Incoming in = new Incoming(next, messages).from(keeps ? place : out.next());
      out.send(TAKEN);
      in.receiveUpTo(out.next());
      return in.next();
    }
  }
}
