package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Claim;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 8: sending fails when the receiver is gone. */
interface Line08ReceiverGone extends ContractLine {
  @Test
  @DisplayName("8 the receiver closes: each form of waiting to send gets PeerClosedException")
  default void waitingSender() throws Exception {
    MemorySegment message = rig().buffer(100);
    for (var form : Forms.WAITING_TO_SEND.entrySet()) {
      Address address = rig().otherAddress("capacity=64KiB");
      Receiver receiver = rig().receiver(address);
      Sender sender = rig().sender(address);
      new Outgoing(sender, rig().messages(100, 100)).fill();
      noticesTheClose(
          form.getKey(), () -> form.getValue().run(sender, message), () -> {}, receiver);
      sender.close();
    }
  }

  @Test
  @DisplayName(
      "8 the receiver closes: a sender that is busy with room left gets PeerClosedException")
  default void busySender() throws Exception {
    MemorySegment message = rig().buffer(8);
    for (var form : Forms.SENDING.entrySet()) {
      Address address = rig().otherAddress("capacity=64KiB");
      Receiver receiver = rig().receiver(address);
      Sender sender = rig().sender(address);
      Step busy =
          () -> {
            while (true) {
              form.getValue().run(sender, message);
            }
          };
      noticesTheClose(form.getKey(), busy, () -> drain(receiver), receiver);
      sender.close();
    }
  }

  private static void drain(Receiver receiver) throws Exception {
    long end = System.nanoTime() + 30_000_000L;
    while (System.nanoTime() < end) {
      receiver.receive((segment, offset, length) -> {}, 100, Duration.ofMillis(1));
    }
  }

  private void noticesTheClose(String form, Step sending, Step before, Receiver receiver)
      throws Exception {
    long[] noticed = new long[1];
    long[] closed = new long[1];
    Task<?> task =
        rig()
            .begin(
                form,
                () -> {
                  try {
                    sending.run();
                  } finally {
                    noticed[0] = System.nanoTime();
                  }
                });
    task.settle();
    rig()
        .run(
            "close the receiver",
            () -> {
              before.run();
              closed[0] = System.nanoTime();
              receiver.close();
            });
    task.joinFailing(PeerClosedException.class);
    rig().say("%s noticed after %.3f ms".formatted(form, (noticed[0] - closed[0]) / 1e6));
  }

  @Test
  @DisplayName("8 the receiver closes: a sender that looks now and then is told at its next call")
  default void everyCallFailsAfterwards() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    sender.send("unread");
    receiver.close();
    MemorySegment message = rig().buffer(8);
    rig().until("offer fails", () -> failsWithPeerClosed(() -> sender.offer(message, 0, 8)));
    for (var form : Forms.SENDING.entrySet()) {
      for (int i = 0; i < 3; i++) {
        assertThat(failsWithPeerClosed(() -> form.getValue().run(sender, message)))
            .as("%s fails", form.getKey())
            .isTrue();
      }
    }
    sender.close();
  }

  private static boolean failsWithPeerClosed(Step step) throws Exception {
    try {
      step.run();
      return false;
    } catch (PeerClosedException e) {
      assertThat(e).isExactlyInstanceOf(PeerClosedException.class).hasMessageContaining(":");
      return true;
    }
  }

  @Test
  @DisplayName("8 an open claim can be ended after the receiver has closed, and harms nobody")
  default void openClaim() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Claim claim = sender.claim(100);
    receiver.close();
    claim.segment().asSlice(claim.offset(), 100).fill((byte) 1);
    try {
      claim.commit();
    } catch (PeerClosedException e) {
      assertThat(e).isExactlyInstanceOf(PeerClosedException.class);
    }
    claim.abort();
    sender.close();
  }

  @Test
  @DisplayName("8 durable: what was refused because the receiver had closed never arrives")
  default void refusedIsNotSent() throws Exception {
    rig().require(Capability.DURABLE);
    MemorySegment message = rig().buffer(8);
    for (var form : Forms.SENDING.entrySet()) {
      Address address = rig().otherAddress();
      Receiver receiver = rig().receiver(address);
      Sender sender = rig().sender(address);
      sender.send("kept");
      receiver.close();
      assertThatThrownBy(() -> form.getValue().run(sender, message))
          .as(form.getKey())
          .isInstanceOf(PeerClosedException.class)
          .hasMessageContaining("kept for the next receiver");
      sender.close();
      Receiver next = rig().receiver(address);
      assertThat(next.receiveString()).isEqualTo("kept");
      assertThat(next.receive()).as("after a failed " + form.getKey()).isNull();
      next.close();
    }
  }
}
