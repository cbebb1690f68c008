package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Interrupts and virtual threads. */
interface EventThreads extends ContractLine {
  @Test
  @DisplayName("13 an interrupt ends a wait, and no event is lost")
  default void interrupt() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    for (Thread.Builder builder :
        List.of(Thread.ofPlatform().daemon(), (Thread.Builder) Thread.ofVirtual())) {
      Task<Long> waiting = Task.start("await", rig().patience(), listener::await, builder);
      waiting.settle();
      waiting.thread().interrupt();
      waiting.joinFailing(InterruptedException.class);
    }
    notifier.signal(6);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(6));
  }

  @Test
  @DisplayName("13 under a storm of interrupts no event is lost")
  default void stormOfInterrupts() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    int rounds = 500;
    Task<Integer> listening = rig().start("listen", () -> heard(listener));
    for (int round = 0; round < rounds && !listening.isDone(); round++) {
      notifier.signal(round % 64);
      listening.thread().interrupt();
      Thread.sleep(0, rig().random().nextInt(1, 300_000));
    }
    Task<?> ending =
        rig()
            .begin(
                "end",
                () -> {
                  while (!listening.isDone()) {
                    notifier.signal(63);
                    Thread.sleep(1);
                  }
                });
    rig().say(listening.join() + " waits were interrupted");
    ending.join();
  }

  /** Hears every event, of which some come late; returns how often it was interrupted. */
  private static int heard(Listener listener) throws Exception {
    int interrupted = 0;
    for (long heard = 0; heard != -1; ) {
      try {
        heard |= listener.await();
      } catch (InterruptedException e) {
        interrupted++;
      }
    }
    return interrupted;
  }

  @Test
  @DisplayName("14 hundreds of waiting virtual threads hold no carrier")
  default void virtualThreads() throws Exception {
    rig().require(Capability.VIRTUAL_THREADS);
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    List<Notifier> notifiers = new ArrayList<>();
    List<Task<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Address address = rig().otherAddress();
      Listener listener = rig().listener(address);
      notifiers.add(rig().notifier(address));
      waiting.add(
          Task.start("listener " + i, rig().patience(), listener::await, Thread.ofVirtual()));
    }
    rig().run("other virtual threads run", () -> Thread.ofVirtual().start(() -> {}).join());
    int during = ManagementFactory.getThreadMXBean().getThreadCount();
    rig().say("%d platform threads before, %d with 300 waiting".formatted(before, during));
    assertThat(during).isLessThan(before + 60);
    for (Notifier notifier : notifiers) {
      notifier.signal(1);
    }
    for (Task<Long> task : waiting) {
      assertThat(task.join()).isEqualTo(Notifier.bit(1));
    }
  }
}
