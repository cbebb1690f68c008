package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** {@code shm:} here, {@code shm:} there, and {@code grpc:} between a relay of each side. */
class GrpcRelayTest {
  private static final int COUNT = 2000;

  private Rig rig;
  private Address from;
  private Address between;
  private Address to;
  private PeerProcess near;
  private PeerProcess far;
  private Receiver receiver;
  private Sender sender;

  @BeforeEach
  void open(TestInfo test) throws Exception {
    rig = Rig.of(ProviderUnderTest.of("shm"), test.getDisplayName());
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private void join(String... options) throws Exception {
    from = rig.otherAddress(options);
    to = rig.otherAddress(options);
    Address name = rig.otherAddress(options);
    between = new Address("grpc", name.name(), name.options()).with("at", FarPlace.at());
    receiver = rig.receiver(to);
    far = rig.peer();
    far.ask("relaying", "relay", between, to);
    near = rig.peer();
    near.ask("relaying", "relay", from, between);
    sender = rig.sender(from);
  }

  /** {@return what comes until the end of the stream or a death} */
  private List<String> receive(List<Class<?>> ends) throws Exception {
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

  private static List<String> numbers(int end) {
    return IntStream.range(0, end).mapToObj(Integer::toString).toList();
  }

  private Task<?> sending(int count) {
    return rig.begin(
        "send",
        () -> {
          for (int i = 0; i < count; i++) {
            sender.send(Integer.toString(i));
          }
        });
  }

  @Test
  @DisplayName("Messages come in order, none lost, and then the end of the stream")
  void passes() throws Exception {
    join();
    Task<?> sending = sending(COUNT);
    sending.join();
    sender.close();
    List<Class<?>> ends = new ArrayList<>();
    assertThat(receive(ends)).isEqualTo(numbers(COUNT));
    assertThat(ends).containsExactly(Void.class);
    near.expect("relayed " + COUNT);
    far.expect("relayed " + COUNT);
  }

  @Test
  @DisplayName("A relay that is killed at the sender's side is a death at the receiver's")
  void nearRelayKilled() throws Exception {
    join();
    Task<?> sending = sending(Integer.MAX_VALUE);
    assertThat(rig.within("receive", () -> receiver.receiveString())).isEqualTo("0");
    near.kill();
    near.awaitDeath();
    sending.joinFailing(PeerDiedException.class);
    killedAfterADeath(far);
    List<Class<?>> ends = new ArrayList<>();
    List<String> came = receive(ends);
    assertThat(came).isEqualTo(numbers(came.size() + 1).subList(1, came.size() + 1));
    assertThat(ends).containsExactly(PeerDiedException.class);
    Ipc.receiver(from).close(); // removes what the dead left
  }

  @Test
  @DisplayName("A relay that is killed at the receiver's side is a death at the sender's")
  void farRelayKilled() throws Exception {
    join();
    Task<?> sending = sending(Integer.MAX_VALUE);
    assertThat(rig.within("receive", () -> receiver.receiveString())).isEqualTo("0");
    far.kill();
    far.awaitDeath();
    killedAfterADeath(near);
    sending.joinFailing(PeerDiedException.class);
    List<Class<?>> ends = new ArrayList<>();
    List<String> came = receive(ends);
    assertThat(came).isEqualTo(numbers(came.size() + 1).subList(1, came.size() + 1));
    assertThat(ends).containsExactly(PeerDiedException.class);
    Ipc.receiver(from).close();
  }

  /** A relay that was told of a death ends, as its command does, without closing what passes it on. */
  private static void killedAfterADeath(PeerProcess relay) throws Exception {
    relay.expect("error PeerDiedException:");
    relay.kill();
    relay.awaitDeath();
  }

  @Test
  @DisplayName("The death of a sender is told as one through both relays")
  void deathOfASender() throws Exception {
    join();
    PeerProcess victim = rig.peer();
    victim.ask("ok", "sender", from);
    victim.ask("sent", "send", rig.messages(3, 3), 0, 1);
    assertThat(rig.within("receive", () -> receiver.receive())).hasSize(3);
    victim.kill();
    victim.awaitDeath();
    sending(10).join();
    sender.close();
    killedAfterADeath(near);
    killedAfterADeath(far);
    List<Class<?>> ends = new ArrayList<>();
    assertThat(receive(ends)).isEqualTo(numbers(10));
    assertThat(ends).containsExactly(PeerDiedException.class);
    Ipc.receiver(from).close();
  }

  @Test
  @DisplayName("A receiver that closes ends both relays, and its sender is told the same")
  void receiverCloses() throws Exception {
    join();
    sending(10).join();
    receiver.close();
    far.expect("error PeerClosedException:");
    near.expect("error PeerClosedException:");
    sending(Integer.MAX_VALUE).joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("A receiver that does not read stops the senders: what lies between is bounded")
  void backPressure() throws Exception {
    join("capacity=64KiB");
    byte[] message = new byte[1000];
    int sent = 0;
    while (sender.send(message, Duration.ofSeconds(2))) {
      sent++;
    }
    assertThat(sent).isBetween(100, 200);
    int[] came = new int[1];
    rig.run(
        "receive",
        () -> {
          while (receiver.receive((segment, offset, length) -> came[0]++, 16, Duration.ofSeconds(2))
              > 0) {}
        });
    assertThat(came[0]).isEqualTo(sent);
    sender.close();
    near.expect("relayed " + sent);
    far.expect("relayed " + sent);
  }
}
