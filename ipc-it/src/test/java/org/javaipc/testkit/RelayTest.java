package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.relay.Relay;
import org.javaipc.spi.Checkpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay between two channels, and what its death and the deaths around it do. */
class RelayTest {
  private static final int COUNT = 200;
  private static final int PASS = 100;

  private Rig rig;
  private Address from;
  private Address to;

  @BeforeEach
  void open(TestInfo test) throws Exception {
    rig = Rig.of(ProviderUnderTest.of("mmap"), test.getDisplayName());
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private void between(String one, String other, String... options) {
    from = in(one, options);
    to = in(other);
  }

  private Address in(String scheme, String... options) {
    Address address = rig.otherAddress(options);
    return new Address(scheme, address.name(), address.options());
  }

  private PeerProcess relay(String... jvmOptions) throws Exception {
    PeerProcess relay = rig.peer(jvmOptions);
    relay.tell("relay", from, to);
    return relay;
  }

  private static void sendFrom(Sender sender, int first, int end) throws Exception {
    for (int i = first; i < end; i++) {
      sender.send(Integer.toString(i));
    }
  }

  /** {@return what comes until the end of the stream or a death} */
  private List<String> receive(Receiver receiver, List<Class<?>> ends) throws Exception {
    return rig.within(
        "receive",
        () -> {
          List<String> came = new ArrayList<>();
          try {
            for (String text; (text = receiver.receiveString()) != null; ) {
              came.add(text);
            }
            ends.add(Void.class);
          } catch (PeerDiedException e) {
            ends.add(PeerDiedException.class);
          }
          return came;
        });
  }

  private static List<String> numbers(int first, int end) {
    return IntStream.range(first, end).mapToObj(Integer::toString).toList();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"shm, unix", "unix, mmap", "fifo, shm", "sysvmq, memory"})
  @DisplayName("Messages and the end of the stream pass, over whatever transports")
  void passes(String one, String other) throws Exception {
    between(one, other, "maxMessage=4KiB");
    try (Receiver receiver = rig.receiver(to)) {
      Task<?> relaying =
          rig.begin(
              "relay",
              () -> {
                try (Relay relay = Relay.open(Ipc.context(), from, to)) {
                  relay.run();
                  assertThat(relay.messages()).isEqualTo(COUNT);
                }
              });
      Task<?> sending =
          rig.begin(
              "send",
              () -> {
                try (Sender sender = Ipc.sender(from)) {
                  sendFrom(sender, 0, COUNT);
                }
              });
      List<Class<?>> ends = new ArrayList<>();
      assertThat(receive(receiver, ends)).isEqualTo(numbers(0, COUNT));
      assertThat(ends).containsExactly(Void.class);
      sending.join();
      relaying.join();
    }
  }

  @ParameterizedTest(name = "{0}: {1} times")
  @CsvSource({
    "RECEIVE_TAKEN, 1",
    "SEND_COPIED, 1",
    "SEND_CLEARED, 1",
    "SEND_PUBLISHED, 2",
    "SEND_WOKEN, 2",
    "RECEIVE_HANDLED, 2"
  })
  @DisplayName("A relay that is killed at a step loses nothing; the message in hand may come twice")
  void killed(Checkpoint step, int times) throws Exception {
    between("mmap", "mmap");
    List<String> expected = new ArrayList<>(numbers(0, COUNT));
    if (times == 2) {
      expected.add(PASS, Integer.toString(PASS - 1));
    }
    assertThat(throughRelayKilledAt(step)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1} lost")
  @CsvSource({
    "RECEIVE_TAKEN, 1",
    "SEND_COPIED, 1",
    "SEND_CLEARED, 1",
    "SEND_PUBLISHED, 0",
    "SEND_WOKEN, 0",
    "RECEIVE_HANDLED, 0"
  })
  @DisplayName("Over a queue nothing comes twice, and what is in hand is lost if it was not sent")
  void killedOverAQueue(Checkpoint step, int lost) throws Exception {
    between("sysvmq", "mmap", "maxMessage=1KiB");
    List<String> expected = new ArrayList<>(numbers(0, COUNT));
    if (lost == 1) {
      expected.remove(PASS - 1);
    }
    assertThat(throughRelayKilledAt(step)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Checkpoint.class,
      names = {
        "RECEIVE_TAKEN",
        "SEND_COPIED",
        "SEND_CLEARED",
        "SEND_PUBLISHED",
        "SEND_WOKEN",
        "RECEIVE_HANDLED"
      })
  @DisplayName(
      "A killed relay to another machine loses nothing that mmap: holds, but what it had taken")
  void killedOnTheWayToAnotherMachine(Checkpoint step) throws Exception {
    between("mmap", "grpc");
    to = to.with("at", FarPlace.at());
    List<String> came = throughRelayKilledAt(step);
    int before = 0;
    while (before < came.size() && came.get(before).equals(Integer.toString(before))) {
      before++;
    }
    List<String> rest = came.subList(before, came.size());
    int next = rest.isEmpty() ? before : Integer.parseInt(rest.getFirst());
    assertThat(rest).isEqualTo(numbers(next, COUNT));
    assertThat(next).isLessThanOrEqualTo(rest.isEmpty() ? COUNT : PASS);
  }

  /** {@return what arrives when the first relay is killed with a message in hand, and a second one goes on} */
  private List<String> throughRelayKilledAt(Checkpoint step) throws Exception {
    Receiver receiver = rig.receiver(to);
    List<Class<?>> ends = new ArrayList<>();
    List<String> came = new ArrayList<>();
    try (PeerProcess relay = rig.peer("-Dipc.checkpoints=on")) {
      relay.ask("ok", "arm", step, PASS);
      relay.ask("relaying", "relay", from, to);
      Sender sender = rig.sender(from);
      sendFrom(sender, 0, COUNT);
      relay.expect("at " + step);
      relay.kill();
      relay.awaitDeath();
      came.addAll(receive(receiver, ends));
      sender.close();
    }
    PeerProcess relay = relay();
    relay.expect("relaying");
    came.addAll(receive(receiver, ends));
    relay.expect("relayed");
    assertThat(ends).containsExactly(PeerDiedException.class, Void.class);
    return came;
  }

  @Test
  @DisplayName("The death of a sender is told as one, when the others have ended")
  void deathOfASender() throws Exception {
    between("shm", "unix");
    Receiver receiver = rig.receiver(to);
    PeerProcess relay = relay();
    relay.expect("relaying");
    Sender stays = rig.sender(from);
    PeerProcess victim = rig.peer();
    victim.ask("ok", "sender", from);
    victim.ask("sent", "send", rig.messages(3, 3), 0, 1);
    assertThat(rig.within("receive", () -> receiver.receive())).hasSize(3);
    victim.kill();
    victim.awaitDeath();
    sendFrom(stays, 0, 2);
    assertThat(rig.within("receive", () -> receiver.receiveString())).isEqualTo("0");
    stays.close();
    relay.expect("error PeerDiedException:");
    relay.kill();
    List<Class<?>> ends = new ArrayList<>();
    assertThat(receive(receiver, ends)).isEqualTo(numbers(1, 2));
    assertThat(ends).containsExactly(PeerDiedException.class);
  }

  @Test
  @DisplayName("A receiver that closes or dies ends an idle relay, and its sender is told the same")
  void receiverGone() throws Exception {
    for (boolean dies : new boolean[] {false, true}) {
      between("shm", "shm");
      PeerProcess receiver = rig.peer();
      receiver.ask("ok", "receiver", to);
      PeerProcess relay = relay();
      relay.expect("relaying");
      Sender sender = rig.sender(from);
      if (dies) {
        receiver.kill();
      } else {
        receiver.ask("ok", "close");
      }
      relay.expect(dies ? "error PeerDiedException:" : "error PeerClosedException:");
      if (dies) {
        relay.kill();
      }
      Task<?> sending = rig.begin("send", () -> sendFrom(sender, 0, Integer.MAX_VALUE));
      if (dies) {
        sending.joinFailing(PeerDiedException.class);
        Ipc.receiver(from).close(); // removes what the dead left
        Ipc.receiver(to).close();
      } else {
        sending.joinFailing(PeerClosedException.class);
      }
    }
  }

  @Test
  @DisplayName("A receiver that does not read stops the senders: what lies between is bounded")
  void backPressure() throws Exception {
    between("shm", "shm", "capacity=64KiB");
    to = to.with("capacity", "64KiB");
    Receiver receiver = rig.receiver(to);
    PeerProcess relay = relay();
    relay.expect("relaying");
    Sender sender = rig.sender(from);
    byte[] message = new byte[1000];
    int sent = 0;
    while (sender.send(message, Duration.ofSeconds(1))) {
      sent++;
    }
    assertThat(sent).isBetween(64, 132);
    int[] came = new int[1];
    rig.run(
        "receive",
        () -> {
          while (receiver.receive((segment, offset, length) -> came[0]++, 16, Duration.ofSeconds(1))
              > 0) {}
        });
    assertThat(came[0]).isEqualTo(sent);
    sender.close();
    relay.expect("relayed " + sent);
  }

  @Test
  @DisplayName(
      "A channel to itself and limits that do not fit are refused; relays in a circle time out")
  void refusals() throws Exception {
    between("shm", "shm", "maxMessage=1KiB");
    assertThatThrownBy(() -> Relay.open(Ipc.context(), from, from.with("wait", "park")))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("itself");
    try (Receiver receiver = Ipc.receiver(to.with("maxMessage", "1000"))) {
      assertThatThrownBy(() -> Relay.open(Ipc.context(), from, to))
          .isInstanceOf(GeometryMismatchException.class)
          .hasMessageContainingAll("maxMessage=1024", "maxMessage=1000");
      assertThat(receiver.receive()).isNull();
    }
    Task<?> one =
        rig.begin("one", () -> Relay.open(Ipc.context(), from, to.with("connect", "500ms")));
    assertThatThrownBy(() -> Relay.open(Ipc.context(), to, from.with("connect", "500ms")))
        .isInstanceOf(ConnectTimeoutException.class);
    assertThatThrownBy(one::join).isInstanceOf(ConnectTimeoutException.class);
  }
}
