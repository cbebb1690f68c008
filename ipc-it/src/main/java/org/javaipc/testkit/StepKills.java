package org.javaipc.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.Checkpoint;

/**
 * Kills a process at labelled steps of opening, sending, receiving and closing: the victim stops
 * there ({@link StopAtCheckpoint}), with whatever locks it holds, and gets SIGKILL. What it had
 * committed must have arrived, nothing else, the survivor must be told what is true, and the name
 * must be of use to the next.
 */
final class StepKills {
  private static final String CAPACITY = "capacity=64KiB";
  private static final int COUNT = 2_000;
  private static final int LONGEST = 300;

  private static final Set<Checkpoint> OF_SENDER =
      EnumSet.range(Checkpoint.JOIN_MAPPED, Checkpoint.SEND_WOKEN);
  private static final Set<Checkpoint> OF_RECEIVER =
      EnumSet.of(
          Checkpoint.CREATE_OBJECT_MADE,
          Checkpoint.CREATE_INITIALIZED,
          Checkpoint.CREATE_NAMED,
          Checkpoint.RECEIVE_TAKEN,
          Checkpoint.RECEIVE_HANDLED,
          Checkpoint.RECEIVE_ROOM_GIVEN);
  private static final Set<Checkpoint> OF_OPENING =
      EnumSet.range(Checkpoint.CREATE_OBJECT_MADE, Checkpoint.CREATE_NAMED);
  private static final Set<Checkpoint> OF_BOTH =
      EnumSet.of(Checkpoint.CLOSE_BEGUN, Checkpoint.CLOSE_TOLD);

  /** Steps that a victim passes again and again: it is stopped at one of many passes. */
  private static final Set<Checkpoint> REPEATED =
      EnumSet.range(Checkpoint.SEND_COPIED, Checkpoint.RECEIVE_HANDLED);

  private final Rig rig;
  private final Set<Checkpoint> tried;

  /** Whether others learn of what an end does a moment after it has passed the step. */
  private final boolean later;

  private final Map<String, Integer> kills = new LinkedHashMap<>();
  private final List<Long> nanosToNotice = new ArrayList<>();
  private final Set<Checkpoint> passed = EnumSet.noneOf(Checkpoint.class);
  private long messages;
  private Task<PeerProcess> spare;

  private StepKills(Rig rig, Set<Checkpoint> tried) throws IpcException {
    this.rig = rig;
    this.later = rig.has(Capability.CROSS_MACHINE);
    this.tried = tried;
    this.spare = nextPeer();
  }

  /**
   * Runs the rounds; {@return what came of it}
   *
   * @param steps how many are tried, chosen at random
   * @param killsPerStep how often each step is tried
   * @param required steps that the provider is known to pass
   */
  static KillSummary run(Rig rig, int steps, int killsPerStep, Set<Checkpoint> required)
      throws Exception {
    Set<Checkpoint> tried = EnumSet.noneOf(Checkpoint.class);
    tried.addAll(StepChoice.of(rig, Checkpoint.steps(), steps));
    StepKills rounds = new StepKills(rig, tried);
    rounds.passes(pass -> pass < killsPerStep);
    Set<Checkpoint> expected = EnumSet.copyOf(rounds.tried);
    expected.retainAll(required);
    if (!rounds.passed.containsAll(expected)) {
      throw new AssertionError("passed=" + rounds.passed + " of required=" + expected);
    }
    return rounds.summary();
  }

  /** Goes on as long as that is so of the number of times that every step was tried. */
  static KillSummary run(Rig rig, IntPredicate more) throws Exception {
    StepKills rounds = new StepKills(rig, Checkpoint.steps());
    rounds.passes(more);
    return rounds.summary();
  }

  private void passes(IntPredicate more) throws Exception {
    for (int i = 0; more.test(i); i++) {
      for (Checkpoint step : tried) {
        if ((i == 0 || passed.contains(step)) && more.test(i)) {
          round(step);
        }
      }
    }
    spare.join().close();
  }

  private KillSummary summary() {
    return new KillSummary(kills, messages, nanosToNotice);
  }

  private void round(Checkpoint step) throws Exception {
    if (OF_SENDER.contains(step) || OF_BOTH.contains(step)) {
      killSender(step);
    }
    if (OF_RECEIVER.contains(step) || OF_BOTH.contains(step)) {
      killReceiver(step);
    }
  }

  /** A process takes longer to start than to kill: there is always one ready. */
  private PeerProcess victim() throws Exception {
    PeerProcess peer = spare.join();
    spare = nextPeer();
    return peer;
  }

  private Task<PeerProcess> nextPeer() {
    return rig.start(
        "start a peer",
        () -> rig.joined(PeerProcess.start(rig.patience(), "-Dipc.checkpoints=on")));
  }

  private int randomPass(Checkpoint step) {
    return 1 + (REPEATED.contains(step) ? rig.random().nextInt(COUNT / 2) : 0);
  }

  /** {@return whether the victim came to the step; false if it came to its end without} */
  private boolean comesTo(Checkpoint step, PeerProcess victim) throws Exception {
    victim.tell("say", "end");
    boolean comes = victim.expectEither("at " + step, "end");
    if (comes) {
      passed.add(step);
    }
    return comes;
  }

  private void kill(PeerProcess victim, String role, Checkpoint step) throws Exception {
    victim.kill();
    victim.awaitDeath();
    victim.hasNotFailed();
    kills.merge(role + " " + step, 1, Integer::sum);
  }

  private void killSender(Checkpoint step) throws Exception {
    Address address = rig.otherAddress(CAPACITY);
    int pass = randomPass(step);
    try (PeerProcess victim = victim();
        Receiver receiver = Ipc.receiver(address.toString())) {
      Sender stays = rig.sender(address);
      StepSurvivor survivor = new StepSurvivor(receiver, rig.messages(0, LONGEST));
      Task<?> receiving = rig.begin("receive to the end", survivor::receiveToTheEnd);
      victim.ask("ok", "arm", step, pass);
      victim.tell("sender", address);
      victim.tell("send", survivor.stream(), 0, COUNT);
      victim.tell("close");
      if (comesTo(step, victim)) {
        long killed = System.nanoTime();
        kill(victim, "sender", step);
        if (isDeathOfASender(step)) {
          rig.until("the receiver is told", () -> survivor.deaths() == 1 || receiving.isDone());
          nanosToNotice.add(survivor.noticed() - killed);
        }
        try (Sender newcomer = Ipc.sender(address.toString())) {
          survivor.sendMark(newcomer);
        }
        stays.close();
        receiving.join();
        // Who had a place and had not said so yet may or may not count.
        survivor.requireDeaths(
            isDeathOfASender(step) ? 1 : 0,
            step == Checkpoint.JOIN_TAKEN || isDeathOfASender(step) ? 1 : 0);
        long committed = committed(step, pass);
        survivor.requireReceived(rig.leastKept(committed), committed);
        messages += survivor.received();
      } else {
        stays.close();
        receiving.join();
      }
    }
  }

  /** {@return whether who dies there has joined, so that others know of it, and not left} */
  private boolean isDeathOfASender(Checkpoint step) {
    return later
        ? step.compareTo(Checkpoint.JOIN_ANNOUNCED) > 0
        : step.compareTo(Checkpoint.JOIN_ANNOUNCED) >= 0 && step != Checkpoint.CLOSE_TOLD;
  }

  private static long committed(Checkpoint step, int pass) {
    return switch (step) {
      case SEND_COPIED, SEND_CLEARED -> pass - 1L;
      case SEND_PUBLISHED, SEND_WOKEN -> pass;
      case CLOSE_BEGUN, CLOSE_TOLD -> COUNT;
      default -> 0;
    };
  }

  private void killReceiver(Checkpoint step) throws Exception {
    Address address = rig.otherAddress(CAPACITY);
    Messages stream = rig.messages(StepSurvivor.LEAST, LONGEST);
    long sent = 0;
    try (PeerProcess victim = victim()) {
      victim.ask("ok", "arm", step, randomPass(step));
      victim.tell("receiver", address);
      if (OF_OPENING.contains(step)) {
        if (comesTo(step, victim)) {
          kill(victim, "receiver", step);
        }
      } else {
        victim.tell("receive", stream, 0, COUNT);
        victim.tell("close");
        sent = sendUntilItIsGone(step, victim, address, stream);
      }
    }
    nextReceiver(address, stream, sent);
  }

  private long sendUntilItIsGone(
      Checkpoint step, PeerProcess victim, Address address, Messages stream) throws Exception {
    try (Sender sender = Ipc.sender(address.toString())) {
      Outgoing out = new Outgoing(sender, stream);
      Task<?> sending = rig.begin("send until the victim is gone", () -> out.send(Long.MAX_VALUE));
      if (!comesTo(step, victim)) {
        sending.joinFailing(PeerClosedException.class);
        return out.next();
      }
      if (step == Checkpoint.CLOSE_TOLD && !later) {
        sending.joinFailing(PeerClosedException.class);
        kill(victim, "receiver", step);
        return out.next();
      }
      long killed = System.nanoTime();
      Task<Long> noticing =
          rig.start(
              "be told of the death",
              () -> {
                sending.joinFailing(PeerDiedException.class);
                return System.nanoTime();
              });
      kill(victim, "receiver", step);
      nanosToNotice.add(noticing.join() - killed);
      return out.next();
    }
  }

  /** The name is of use to the next receiver, who finds what a durable medium has kept. */
  private void nextReceiver(Address address, Messages stream, long sent) throws Exception {
    try (Receiver receiver = Ipc.receiver(address.toString())) {
      StepSurvivor next = new StepSurvivor(receiver, stream);
      Sender newcomer = Ipc.sender(address.toString());
      Task<?> marking = rig.begin("mark the end", () -> next.markAndClose(newcomer));
      rig.run("receive to the end", next::receiveToTheEnd);
      marking.join();
      next.requireKept(sent);
      messages += next.received();
    }
  }
}
