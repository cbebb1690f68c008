package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;

/** The rounds of {@link CrashContractTest} in which a member of a topic, or of a log, is killed. */
final class TopicKills {
  private static final int LATEST_NANOS = 20_000_000;
  private static final Duration LOOK = Duration.ofMillis(1);

  private TopicKills() {}

  static void run(Rig rig, CrashRow row) throws Exception {
    killPublisher(rig, row);
    killSubscription(rig, row);
    killAtSteps(rig, row);
  }

  private static void killAtSteps(Rig rig, CrashRow row) throws Exception {
    for (PublisherKill kill : PublisherKill.all(rig)) {
      row.checked(kill.run(rig));
      row.killed("publisher " + kill.step());
    }
    for (SubscriptionKill kill : SubscriptionKill.all(rig)) {
      row.checked(kill.run(rig));
      row.killed("subscription " + kill.step());
    }
  }

  private static void killPublisher(Rig rig, CrashRow row) throws Exception {
    Address address =
        rig.provider().keepsLogs()
            ? rig.otherAddress()
            : rig.otherAddress("capacity=64KiB", "end=last");
    Messages stream = rig.messages(0, 300);
    try (PeerProcess victim = rig.peer();
        ProgressFile committed = ProgressFile.create()) {
      victim.ask("ok", "publisher", address);
      try (TopicSubscription subscription = Ipc.subscribe(address)) {
        Incoming in = new Incoming(subscription, stream);
        victim.ask("flooding", "flood", stream, committed.file());
        Task<?> told = rig.begin("be told", () -> awaitDeath(rig, in));
        CrashContractTest.killed(rig, row, victim, "publisher", told);
        assertThat(in.next()).as("received").isBetween(committed.get(), committed.get() + 1);
        row.checked(in.next());
      }
    }
    rig.newcomer(address);
  }

  /** No publisher is told of a subscription's death; told is when its place is free. */
  private static void killSubscription(Rig rig, CrashRow row) throws Exception {
    Address address = rig.otherAddress("capacity=64KiB", "patience=5m");
    Messages stream = rig.messages(0, 300);
    try (TopicPublisher publisher = Ipc.publisher(address);
        PeerProcess victim = rig.peer();
        ProgressFile taken = ProgressFile.create()) {
      victim.ask("ok", "subscription", address);
      victim.ask("draining", "drain", stream, taken.file());
      Outgoing out = new Outgoing(publisher, stream);
      out.send(1);
      assertThat(publisher.subscriptions()).as("subscriptions").isOne();
      long[] left = new long[1];
      Task<?> publishing =
          rig.begin(
              "publish until the victim is gone",
              () -> {
                while (publisher.subscriptions() == 1) {
                  out.send(1);
                }
                left[0] = System.nanoTime();
              });
      LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
      long before = System.nanoTime();
      victim.kill();
      publishing.join();
      row.told(left[0] - before);
      row.killed("subscription");
      victim.awaitDeath();
      assertThat(taken.get()).as("taken").isBetween(0L, out.next());
      row.checked(taken.get());
    }
    rig.newcomer(address);
  }

  /** A log never ends, so that its subscriptions only count who has died; this makes an exception of it. */
  private static void awaitDeath(Rig rig, Incoming in) throws Exception {
    if (!rig.provider().keepsLogs()) {
      in.receiveToTheEnd();
      return;
    }
    while (in.receiver().diedSenders() == 0) {
      in.receiver().receive(in, 16, LOOK);
    }
    in.pollAll();
    throw new PeerDiedException("the death is counted");
  }
}
