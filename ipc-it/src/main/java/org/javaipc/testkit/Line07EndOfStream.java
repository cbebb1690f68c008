package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.javaipc.Capability;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 7: the end of the stream. */
interface Line07EndOfStream extends ContractLine {
  @Test
  @DisplayName("7 the last sender has closed and everything is read: end of stream, from then on")
  default void endOfStream() throws Exception {
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(0, 100);
    int count = rig().backlog(100);
    Sender sender = rig().sender();
    new Outgoing(sender, messages).send(count);
    sender.close();
    assertThat(receiver.isEnded()).as("ended before anything is read").isFalse();
    Incoming in = new Incoming(receiver, messages);
    in.receiveUpTo(count);
    assertThat(rig().within("receive to the end", in::receiveToTheEnd)).isEqualTo(count);
    hasEndedForGood(receiver);
  }

  private void hasEndedForGood(Receiver receiver) throws Exception {
    MemorySegment into = rig().buffer(8);
    for (int i = 0; i < 3; i++) {
      assertThat(receiver.poll(Line06Empty.NONE, 1)).isEqualTo(Receiver.END_OF_STREAM);
      assertThat(receiver.receive(Line06Empty.NONE, 1)).isEqualTo(Receiver.END_OF_STREAM);
      assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMinutes(1)))
          .isEqualTo(Receiver.END_OF_STREAM);
      assertThat(receiver.receive(into)).isEqualTo(Receiver.END_OF_STREAM);
      assertThat(receiver.receive(into, Duration.ofMinutes(1))).isEqualTo(Receiver.END_OF_STREAM);
      assertThat(receiver.receive()).isNull();
      assertThat(receiver.receiveString()).isNull();
      assertThat(receiver.isEnded()).isTrue();
      assertThat(receiver.diedSenders()).isZero();
    }
    try (InputStream in = receiver.inputStream()) {
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  @DisplayName("7 a waiting receiver sees the end when the sender closes")
  default void waitingReceiverSeesTheEnd() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Task<Integer> receiving =
        rig().start("receive to the end", () -> receiver.receive(Line06Empty.NONE, 1));
    receiving.settle();
    sender.close();
    assertThat(receiving.join()).isEqualTo(Receiver.END_OF_STREAM);
  }

  @Test
  @DisplayName("7 a sender that sent nothing ends the stream, too; no sender yet does not")
  default void senderThatSentNothing() throws Exception {
    Receiver receiver = rig().receiver();
    assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMillis(20))).isZero();
    assertThat(receiver.isEnded()).isFalse();
    rig().sender().close();
    assertThat(rig().within("receive", () -> receiver.receive(Line06Empty.NONE, 1)))
        .isEqualTo(Receiver.END_OF_STREAM);
  }

  @Test
  @DisplayName("7 with several senders the stream ends when the last one has closed")
  default void lastOfSeveralSenders() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("senders=3");
    Sender first = rig().sender();
    Sender second = rig().sender();
    first.send("first");
    first.close();
    assertThat(receiver.receiveString()).isEqualTo("first");
    assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMillis(20))).isZero();
    second.send("second");
    Sender third = rig().sender();
    second.close();
    third.close();
    assertThat(receiver.receiveString()).isEqualTo("second");
    assertThat(rig().within("receive", () -> receiver.receiveString() == null)).isTrue();
    assertThat(receiver.isEnded()).isTrue();
  }

  @Test
  @DisplayName("7 a sender that joins before the end is noticed keeps the stream open")
  default void nextSenderBeforeTheEnd() throws Exception {
    Receiver receiver = rig().receiver();
    for (int i = 0; i < 8; i++) {
      Sender sender = rig().sender();
      sender.send("message " + i);
      sender.close();
    }
    Set<String> received = new TreeSet<>();
    for (int i = 0; i < 8; i++) {
      received.add(receiver.receiveString()); // order is promised per sender
    }
    assertThat(received).hasSize(8).allMatch(message -> message.matches("message [0-7]"));
    assertThat(rig().within("receive", () -> receiver.receiveString() == null)).isTrue();
  }

  @Test
  @DisplayName("7 a mailbox (end=never) goes on waiting for the next sender")
  default void mailbox() throws Exception {
    rig().require(Capability.MAILBOX);
    Receiver receiver = rig().receiver("end=never");
    for (int i = 0; i < 5; i++) {
      try (Sender sender = rig().sender()) {
        sender.send("letter " + i);
      }
      assertThat(receiver.receiveString()).isEqualTo("letter " + i);
      assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMillis(10))).isZero();
      assertThat(receiver.isEnded()).isFalse();
    }
    Task<String> receiving = rig().start("receive", receiver::receiveString);
    receiving.settle();
    rig().sender().send("late");
    assertThat(receiving.join()).isEqualTo("late");
  }
}
