package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 14: a virtual thread that waits does not hold its carrier. */
interface Line14VirtualThreads extends ContractLine {
  @Test
  @DisplayName("14 a thousand waiting virtual threads need no thousand platform threads")
  default void thousandWaitingVirtualThreads() throws Exception {
    rig().require(Capability.VIRTUAL_THREADS);
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    List<Sender> senders = new ArrayList<>();
    List<Task<String>> receiving = new ArrayList<>();
    int count = Math.min(1000, rig().provider().channels());
    for (int i = 0; i < count; i++) {
      Address address = rig().otherAddress("capacity=16KiB");
      Receiver receiver = rig().receiver(address);
      senders.add(rig().sender(address));
      receiving.add(
          Task.start(
              "receiver " + i, rig().patience(), receiver::receiveString, Thread.ofVirtual()));
    }
    rig().run("other virtual threads run", () -> Thread.ofVirtual().start(() -> {}).join());
    int during = ManagementFactory.getThreadMXBean().getThreadCount();
    rig().say("%d platform threads before, %d with %d waiting".formatted(before, during, count));
    assertThat(during).isLessThan(before + Math.min(100, count / 2));
    for (Sender sender : senders) {
      sender.send("wake up");
    }
    for (Task<String> task : receiving) {
      assertThat(task.join()).isEqualTo("wake up");
    }
  }

  @Test
  @DisplayName("14 a virtual thread sends, receives and is interrupted like any other")
  default void virtualThreadsWork() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, 500);
    Outgoing out = new Outgoing(rig().sender(), messages);
    Incoming in = new Incoming(receiver, messages);
    Thread.Builder virtual = Thread.ofVirtual();
    Task<Boolean> receiving =
        Task.start("receive", rig().patience(), () -> receivedAll(in, 20_000), virtual);
    out.send(20_000);
    assertThat(receiving.join()).isTrue();
    Task<byte[]> waiting = Task.start("wait", rig().patience(), receiver::receive, virtual);
    waiting.settle();
    waiting.thread().interrupt();
    waiting.joinFailing(InterruptedException.class);
  }

  private static boolean receivedAll(Incoming in, long count) throws Exception {
    in.receiveUpTo(count);
    return true;
  }
}
