package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Capability;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 12: several senders, up to {@code senders}. */
interface Line12ManySenders extends ContractLine {
  @Test
  @DisplayName("12 senders=1 refuses a second sender, which harms nobody")
  default void onlyOneSender() throws Exception {
    Receiver receiver = rig().receiver("senders=1");
    Sender first = rig().sender();
    first.send("first");
    oneMoreIsRefused();
    first.send("second");
    assertThat(receiver.receiveString()).isEqualTo("first");
    assertThat(receiver.receiveString()).isEqualTo("second");
    oneMoreIsRefused();
  }

  @Test
  @DisplayName("12 the place of a sender that has closed and was read is free for the next one")
  default void placeIsFreeAgain() throws Exception {
    rig().require(Capability.MAILBOX);
    Receiver receiver = rig().receiver("senders=1", "end=never");
    for (int i = 0; i < 20; i++) {
      String letter = "letter " + i;
      Task<Sender> joining = rig().start("join", rig()::sender);
      while (!joining.isDone()) {
        assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMillis(1))).isZero();
      }
      joining.join().send(letter);
      joining.join().close();
      assertThat(receiver.receiveString()).isEqualTo(letter);
    }
  }

  private void oneMoreIsRefused() {
    assertThatThrownBy(() -> rig().run("one sender more", () -> rig().sender("connect=50ms")))
        .isInstanceOfAny(ConnectTimeoutException.class, ChannelBusyException.class)
        .hasMessageContaining(rig().address().name());
  }

  @Test
  @DisplayName("12 as many senders as the receiver allows, and not one more")
  default void asManyAsAllowed() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("capacity=64KiB", "senders=5");
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      senders.add(rig().sender());
    }
    oneMoreIsRefused();
    senders.get(2).close();
    assertThat(receiver.poll(Line06Empty.NONE, 1)).isZero();
    senders.set(2, rig().sender());
    oneMoreIsRefused();
    for (Sender sender : senders) {
      sender.send("here");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(receiver.receiveString()).isEqualTo("here");
    }
  }

  @Test
  @DisplayName("12 senders come and go hundreds of times, and nothing is lost")
  default void comingAndGoing() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("capacity=64KiB", "senders=3");
    Sender stays = rig().sender();
    List<Task<?>> coming = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      coming.add(rig().begin("come and go", () -> comeAndGo(100)));
    }
    int received = 0;
    while (received < 2 * 100 * 3) {
      received += receiver.receive((segment, offset, length) -> {}, 16);
    }
    for (Task<?> task : coming) {
      task.join();
    }
    stays.close();
    assertThat(received).isEqualTo(600);
    assertThat(rig().within("receive", () -> receiver.receive() == null)).isTrue();
  }

  private void comeAndGo(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Sender sender = rig().channel().sender()) {
        for (int message = 0; message < 3; message++) {
          sender.send("message");
        }
      }
    }
  }
}
