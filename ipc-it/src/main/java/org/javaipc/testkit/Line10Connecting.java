package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Capability;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 10: the receiver creates, a sender waits for it, a second receiver is refused. */
interface Line10Connecting extends ContractLine {
  @Test
  @DisplayName("10 no receiver within connect: ConnectTimeoutException, not earlier")
  default void noReceiver() throws Exception {
    for (int millis : new int[] {1, 200}) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> rig().run("connect", () -> rig().sender("connect=" + millis + "ms")))
          .isExactlyInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining(rig().address().name());
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  @DisplayName("10 a sender that came first joins when the receiver comes")
  default void senderFirst() throws Exception {
    Task<Sender> connecting = rig().start("connect", rig()::sender);
    connecting.settle();
    Receiver receiver = rig().receiver();
    connecting.join().send("first");
    assertThat(receiver.receiveString()).isEqualTo("first");
  }

  @Test
  @DisplayName("10 a second live receiver is refused, and the first is unharmed")
  default void secondReceiver() throws Exception {
    Receiver first = rig().receiver();
    secondIsRefused();
    Sender sender = rig().sender();
    sender.send("one");
    secondIsRefused();
    sender.send("two");
    assertThat(first.receiveString()).isEqualTo("one");
    assertThat(first.receiveString()).isEqualTo("two");
  }

  private void secondIsRefused() {
    assertThatThrownBy(() -> rig().receiver())
        .isExactlyInstanceOf(ChannelBusyException.class)
        .hasMessageContaining(rig().address().name());
  }

  @Test
  @DisplayName("10 of receivers that race for a name exactly one wins")
  default void racingReceivers() throws Exception {
    for (int round = 0; round < 20; round++) {
      int won = 0;
      List<Task<Receiver>> racing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        racing.add(rig().start("receiver " + i, rig()::receiver));
      }
      for (Task<Receiver> one : racing) {
        won += wins(one) ? 1 : 0;
      }
      assertThat(won).as("winners in round %d", round).isEqualTo(1);
      for (Task<Receiver> one : racing) {
        if (wins(one)) {
          one.join().close();
        }
      }
    }
  }

  private static boolean wins(Task<Receiver> racing) throws Exception {
    try {
      return racing.join() != null;
    } catch (ChannelBusyException e) {
      return false;
    }
  }

  @Test
  @DisplayName(
      "10 the name is free after the receiver has closed, and its old sender stays outside")
  default void nameIsFreeAgain() throws Exception {
    rig().requireThat(!rig().has(Capability.DURABLE), "messages are durable here");
    Receiver old = rig().receiver();
    Sender oldSender = rig().sender();
    old.close();
    Receiver receiver = rig().receiver();
    rig().until("the old sender is told", () -> isRefused(oldSender));
    Sender sender = rig().sender();
    sender.send("new");
    assertThat(receiver.receiveString()).isEqualTo("new");
    oldSender.close();
    sender.send("newer");
    assertThat(receiver.receiveString()).isEqualTo("newer");
    sender.close();
    assertThat(rig().within("receive", () -> receiver.receive() == null)).isTrue();
  }

  private static boolean isRefused(Sender sender) throws Exception {
    try {
      sender.offer("old");
      return false;
    } catch (PeerClosedException e) {
      return true;
    }
  }

  @Test
  @DisplayName("10 what was left unread is not there for the next receiver, unless it is durable")
  default void unreadIsDiscarded() throws Exception {
    rig().requireThat(!rig().has(Capability.DURABLE), "messages are durable here");
    Receiver old = rig().receiver();
    rig().sender().send("unread");
    old.close();
    Receiver receiver = rig().receiver();
    rig().sender().send("new");
    assertThat(receiver.receiveString()).isEqualTo("new");
  }

  @Test
  @DisplayName("10 the interrupt of a thread that waits for a receiver ends the wait")
  default void interruptWhileConnecting() throws Exception {
    Task<Sender> connecting = rig().start("connect", () -> rig().sender("connect=5m"));
    connecting.settle();
    connecting.thread().interrupt();
    connecting.joinFailing(InterruptedException.class);
    Receiver receiver = rig().receiver();
    rig().sender().send("later");
    assertThat(receiver.receiveString()).isEqualTo("later");
  }

  @Test
  @DisplayName(
      "10 a sender that states what the receiver stated joins, and one that states nothing")
  default void sameGeometry() throws Exception {
    String[] stated = {"capacity=100000", "maxMessage=1000", "senders=1"};
    for (String[] options : new String[][] {stated, {}, {"maxMessage=1000"}}) {
      String name = rig().otherAddress().name();
      try (Receiver receiver = rig().receiver(rig().addressOf(name, stated));
          Sender sender = rig().sender(rig().addressOf(name, options))) {
        sender.send("joined");
        assertThat(receiver.receiveString()).isEqualTo("joined");
      }
    }
  }

  @Test
  @DisplayName("10 a sender that states another geometry fails, with both values")
  default void otherGeometry() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB", "maxMessage=1000", "senders=1");
    refusedWithBoth("maxMessage=1001", "1000", "1001");
    refusedWithBoth("senders=2", "1", "2");
    refusedWithBoth("capacity=1MiB", "65536", "1048576");
    rig().sender().send("joined");
    assertThat(receiver.receiveString()).isEqualTo("joined");
  }

  private void refusedWithBoth(String option, String receivers, String senders) {
    assertThatThrownBy(() -> rig().sender(option))
        .as(option)
        .isExactlyInstanceOf(GeometryMismatchException.class)
        .hasMessageContaining(receivers)
        .hasMessageContaining(senders);
  }

  @Test
  @DisplayName("10 a stream has ended and its receiver keeps the name: the next sender is told so")
  default void endedStream() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver();
    rig().sender().close();
    assertThat(receiver.receive()).isNull();
    Task<?> connecting = rig().start("connect", () -> rig().sender("connect=5m"));
    assertThat(connecting.joinFailing(PeerClosedException.class)).hasMessageContaining("end=never");
  }
}
