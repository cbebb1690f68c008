package org.javaipc.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.javaipc.Capability;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/**
 * Kills one end of a channel at a random instant, again and again, under the same name: a sender in
 * a flood, a receiver in a flood, a receiver for which a sender waits, and both while they open and
 * close. After each kill, what was committed must have arrived, nothing else, and the survivor must
 * have been told; in the end nothing may be left behind.
 */
public final class KillRounds {
  /** The latest instant of a kill, after the victim has begun or got so far. */
  private static final int LATEST_NANOS = 10_000_000;

  private static final int LATEST_MESSAGE = 5_000;

  /** As many a victim may have received since it last said how many. */
  private static final int BATCH = 16;

  private final Rig rig;
  private final Map<String, Integer> kills = new TreeMap<>();
  private final List<Long> nanosToNotice = new ArrayList<>();
  private Task<PeerProcess> spare;
  private long messages;

  private KillRounds(Rig rig) {
    this.rig = rig;
    this.spare = nextPeer();
  }

  /**
   * Runs the rounds: as many as the provider's {@code kills}.
   *
   * @param provider to run them on
   * @return what came of it
   * @throws Exception if a promise was broken
   */
  public static KillSummary run(ProviderUnderTest provider) throws Exception {
    Rig rig = Rig.of(provider, "kill rounds");
    try {
      return run(rig);
    } finally {
      rig.close();
    }
  }

  static KillSummary run(Rig rig) throws Exception {
    int kills = rig.provider().kills();
    return run(rig, done -> done < kills);
  }

  /** Goes on as long as that is so of the number of rounds done. */
  static KillSummary run(Rig rig, IntPredicate more) throws Exception {
    KillRounds rounds = new KillRounds(rig);
    List<Callable<String>> kinds = rounds.kinds();
    for (int i = 0; more.test(i); i++) {
      rig.receiveWhatIsKept();
      String kind = kinds.get(i % kinds.size()).call();
      rounds.kills.merge(kind, 1, Integer::sum);
    }
    rounds.spare.join().close();
    return new KillSummary(Map.copyOf(rounds.kills), rounds.messages, rounds.nanosToNotice);
  }

  private List<Callable<String>> kinds() throws Exception {
    List<Callable<String>> kinds =
        new ArrayList<>(
            List.of(this::floodingSender, this::floodedReceiver, this::receiverOfAWaitingSender));
    kinds.add(this::churningReceiver);
    if (rig.has(Capability.MAILBOX)) {
      kinds.add(this::churningSender);
    }
    return kinds;
  }

  /** A process takes longer to start than to kill: there is always one ready. */
  private PeerProcess victim() throws Exception {
    PeerProcess peer = spare.join();
    spare = nextPeer();
    return peer;
  }

  private Task<PeerProcess> nextPeer() {
    return rig.start("start a peer", () -> rig.peer());
  }

  private String floodingSender() throws Exception {
    try (PeerProcess victim = victim();
        ProgressFile committed = ProgressFile.create();
        Receiver receiver = rig.channel("capacity=64KiB").receiver()) {
      Messages stream = rig.messages(0, 1000);
      victim.ask("ok", "sender", rig.address());
      victim.ask("flooding", "flood", stream, committed.file());
      Incoming in = new Incoming(receiver, stream);
      Task<?> receiving = rig.begin("receive from the victim", in::receiveToTheEnd);
      awaitAnInstant(receiving, in::next);
      killAndExpectDeath(victim, receiving);
      victim.awaitDeath();
      requireBetween("received", rig.leastKept(committed.get()), in.next(), committed.get() + 1);
      requireBetween("died senders", 1, receiver.diedSenders(), 1);
      messages += in.next();
    }
    return "flooding sender";
  }

  private String floodedReceiver() throws Exception {
    try (PeerProcess victim = victim();
        ProgressFile received = ProgressFile.create()) {
      victim.ask("ok", "receiver", rig.address("capacity=64KiB"));
      Messages stream = rig.messages(StepSurvivor.LEAST, 1000);
      long sent;
      try (Sender sender = rig.channel().sender()) {
        victim.ask("draining", "drain", stream, received.file());
        Outgoing out = new Outgoing(sender, stream);
        Task<?> sending = rig.begin("send to the victim", () -> out.send(Long.MAX_VALUE));
        awaitAnInstant(sending, received::get);
        killAndExpectDeath(victim, sending);
        victim.awaitDeath();
        victim.hasNotFailed();
        sent = out.next();
      }
      requireBetween("received by the victim", 0, received.get(), sent);
      messages += received.get();
      requireKept(stream, received.get(), sent);
    }
    return "flooded receiver";
  }

  /** The next receiver of a durable medium goes on where the victim was, with one message again at most. */
  private void requireKept(Messages stream, long received, long sent) throws Exception {
    if (!rig.has(Capability.DURABLE)) {
      return;
    }
    try (Receiver receiver = rig.channel("capacity=64KiB").receiver()) {
      StepSurvivor next = new StepSurvivor(receiver, stream);
      Sender newcomer = rig.channel().sender();
      Task<?> marking = rig.begin("mark the end", () -> next.markAndClose(newcomer));
      rig.run("receive what was kept", next::receiveToTheEnd);
      marking.join();
      next.requireKept(sent);
      long first = next.received() == 0 ? sent : next.first();
      requireBetween("first kept message", received - 1, first, received + BATCH + 1);
      messages += next.received();
    }
  }

  private String receiverOfAWaitingSender() throws Exception {
    try (PeerProcess victim = victim()) {
      victim.ask("ok", "receiver", rig.address("capacity=64KiB"));
      try (Sender sender = rig.channel().sender()) {
        Outgoing out = new Outgoing(sender, rig.messages(0, 1000));
        killAndExpectDeath(
            victim, rig.begin("wait for the victim", () -> out.send(Long.MAX_VALUE)));
      }
    }
    return "receiver of a waiting sender";
  }

  /** Some have sent nothing yet when they are killed, most are in full flood. */
  private void awaitAnInstant(Task<?> survivor, LongSupplier position) throws Exception {
    long messages = rig.random().nextInt(LATEST_MESSAGE);
    rig.until("message " + messages, () -> survivor.isDone() || position.getAsLong() >= messages);
  }

  private void killAndExpectDeath(PeerProcess victim, Task<?> survivor) throws Exception {
    long[] noticed = new long[1];
    Task<?> watching =
        rig.begin(
            "watch the survivor",
            () -> {
              try {
                survivor.join();
              } finally {
                noticed[0] = System.nanoTime();
              }
            });
    LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
    long killed = System.nanoTime();
    victim.kill();
    PeerDiedException told = watching.joinFailing(PeerDiedException.class);
    nanosToNotice.add(noticed[0] - killed);
    if (!told.toString().contains("pid " + victim.pid())) {
      throw new AssertionError("should name pid " + victim.pid() + ": " + told);
    }
  }

  private String churningReceiver() throws Exception {
    try (PeerProcess victim = victim()) {
      victim.ask("churning", "churn-receiver", rig.address("capacity=64KiB"));
      Task<?> sending = rig.begin("send to the receiver of the moment", this::sendToTheReceiver);
      LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
      victim.kill();
      victim.awaitDeath();
      victim.hasNotFailed();
      sending.thread().interrupt();
      sending.join();
    }
    rig.receiver("capacity=64KiB").close(); // the name can be had again
    return "churning receiver";
  }

  private void sendToTheReceiver() throws Exception {
    while (true) {
      try (Sender sender = rig.channel("connect=5m").sender()) {
        while (true) {
          sender.send("to whom it may concern");
        }
      } catch (PeerClosedException e) {
        // on to the next one
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String churningSender() throws Exception {
    try (PeerProcess victim = victim();
        ProgressFile committed = ProgressFile.create();
        Receiver receiver = rig.channel("capacity=64KiB", "end=never").receiver()) {
      victim.ask("churning", "churn-sender", rig.address(), committed.file());
      Task<Long> receiving = rig.start("receive letters", () -> Letters.receive(receiver));
      LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
      victim.kill();
      victim.awaitDeath();
      victim.hasNotFailed();
      try (Sender last = rig.channel().sender()) {
        last.send(Letters.LAST);
      }
      long received = receiving.join();
      requireBetween("letters", rig.leastKept(committed.get()), received, committed.get() + 1);
      messages += received;
    }
    return "churning sender";
  }

  private void requireBetween(String what, long least, long value, long most) {
    if (value < least || value > most) {
      throw new AssertionError(
          "%s: %d, should be from %d to %d; after kills %s; %s"
              .formatted(what, value, least, most, kills, Seed.describe()));
    }
  }
}
