package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which events there are, that none is lost, and what they cost. */
interface EventSets extends ContractLine {
  @Test
  @DisplayName("3 events merge, none is lost, and a set is taken once")
  default void eventsMerge() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    assertThat(listener.poll()).isZero();
    for (int event : new int[] {0, 63, 63, 5, 0, 63}) {
      notifier.signal(event);
    }
    // A medium that delivers by and by may give them in parts, and one twice.
    long expected = Notifier.bit(0) | Notifier.bit(5) | Notifier.bit(63);
    long heard = 0;
    while (heard != expected) {
      heard |= listener.await();
      assertThat(heard & ~expected).isZero();
    }
    assertThat(notifier.signal(7, Duration.ofSeconds(10))).isTrue();
    while ((heard & Notifier.bit(7)) == 0) {
      heard |= listener.await(rig().patience());
      assertThat(heard & ~expected & ~Notifier.bit(7)).isZero();
    }
  }

  @Test
  @DisplayName("3 all 64 events at once")
  default void everyEvent() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    for (int event = 0; event < Notifier.EVENTS; event++) {
      notifier.signal(event);
    }
    long heard = 0;
    while (heard != -1) {
      long events = listener.await(rig().patience());
      assertThat(events).isNotZero();
      assertThat(events & heard).as("heard twice").isZero();
      heard |= events;
    }
    assertThat(listener.poll()).isZero();
  }

  @Test
  @DisplayName("3 an event that does not exist is refused")
  default void noSuchEvent() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    for (int event : new int[] {-1, 64, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> notifier.signal(event))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("event=" + event + " is not within 0 to 63");
    }
    assertThat(listener.poll()).isZero();
  }

  @Test
  @DisplayName("12 of several notifiers at once nobody's event is lost")
  default void severalNotifiers() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Address address = rig().address();
    Listener listener = rig().listener(address);
    List<Notifier> notifiers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      notifiers.add(rig().notifier(address));
    }
    for (int round = 0; round < 200; round++) {
      List<Task<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Notifier notifier = notifiers.get(i);
        int event = i * 8 + round % 8;
        tasks.add(rig().begin("notify " + event, () -> notifier.signal(event)));
      }
      long expected = 0x0101_0101_0101_0101L << (round % 8);
      for (long heard = 0; heard != expected; ) {
        heard |= listener.await(rig().patience());
        assertThat(heard & ~expected).as("events of another round").isZero();
      }
      for (Task<?> task : tasks) {
        task.join();
      }
    }
    assertThat(listener.poll()).isZero();
  }

  @Test
  @DisplayName("15 whatever it puts into its directory has mode 0600")
  default void privateByDefault() throws Exception {
    Address address = rig().address();
    rig().listener(address);
    rig().notifier(address).signal(1);
    try (Stream<Path> entries = Files.list(rig().directory().path())) {
      for (Path object : entries.filter(Files::exists).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(object)))
            .as("mode of %s", object)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  @DisplayName("17 notifying and taking events allocates nothing")
  default void noAllocation() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    Step batch =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            notifier.signal(i % 64);
            if (listener.poll() == 0) {
              listener.await();
            }
          }
        };
    List<Long> allocated = Allocation.ofBatches(batch);
    rig().say("20000 events allocated, in bytes: " + allocated);
    assertThat(allocated.getLast()).isLessThanOrEqualTo(Allocation.SOME);
  }
}
