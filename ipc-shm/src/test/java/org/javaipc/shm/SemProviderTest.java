package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.ChannelBusyException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Notifier;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sem:} does beyond the contract of notifiers, which ipc-it tests. */
class SemProviderTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private String address(String options) {
    return "sem:door?dir=" + folder.resolve("run") + options;
  }

  @Test
  void programInCNotifiesByTheKey() throws Exception {
    CompiledC program = CompiledC.of("semaphores", folder);
    int key = SystemVSemaphoreSetTest.freeKey();
    try (Listener listener = Ipc.listener(address("&key=0x%x".formatted(key)))) {
      program.run("notify", key, 5);
      program.run("notify", key, 63);
      long heard = 0;
      while (heard != (Notifier.bit(5) | Notifier.bit(63))) {
        heard |= listener.await(LONG);
      }
      Process again = program.start("notify", key, 5);
      assertThat(again.waitFor()).isZero();
      Process pending = program.start("notify", key, 5);
      assertThat(pending.waitFor()).as("semop with EAGAIN: it is pending already").isEqualTo(1);
      assertThat(listener.await(LONG)).isEqualTo(Notifier.bit(5));
    }
    assertThat(SystemVObjects.findKey(SystemVKind.SEMAPHORES, key)).isEmpty();
  }

  @Test
  void aKeyThatIsTakenOrNoneIsRefused() throws Exception {
    int key = SystemVSemaphoreSetTest.freeKey();
    SystemVSemaphoreSet set = SystemVSemaphoreSet.create(key, 0600, 7);
    try {
      assertThatThrownBy(() -> Ipc.listener(address("&key=" + key)))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("key=0x%08x".formatted(key));
      assertThat(set.value(0)).isEqualTo(7);
    } finally {
      set.remove();
    }
    for (String bad : new String[] {"0", "-1", "0x100000000", "door", ""}) {
      assertThatThrownBy(() -> Ipc.listener(address("&key=" + bad)))
          .isInstanceOf(InvalidAddressException.class);
    }
  }

  @Test
  void aSetThatSomebodyRemovesIsToldToBothEnds() throws Exception {
    int key = SystemVSemaphoreSetTest.freeKey();
    try (Listener listener = Ipc.listener(address("&key=" + key));
        Notifier notifier = Ipc.notifier(address(""))) {
      SystemVObjects.removeKey(SystemVKind.SEMAPHORES, key);
      assertThatThrownBy(() -> listener.await(LONG)).isInstanceOf(NoSuchObjectException.class);
      assertThatThrownBy(() -> notifier.signal(1)).isInstanceOf(NoSuchObjectException.class);
    }
  }

  @Test
  void aStrangerWhoTakesEventsOrRingsForNothingDoesNoHarm() throws Exception {
    int key = SystemVSemaphoreSetTest.freeKey();
    try (Listener listener = Ipc.listener(address("&key=" + key));
        Notifier notifier = Ipc.notifier(address(""))) {
      SystemVSemaphoreSet set = SystemVSemaphoreSet.open(key);
      set.set(64, 32_767);
      assertThat(listener.poll()).isZero();
      set.set(3, 9);
      assertThat(listener.poll()).isZero();
      set.set(64, 1);
      assertThat(listener.await(LONG)).isEqualTo(Notifier.bit(3));
      notifier.signal(4);
      set.set(4, 0);
      assertThat(listener.await(Duration.ofMillis(20))).isZero();
      notifier.signal(4);
      assertThat(listener.await(LONG)).isEqualTo(Notifier.bit(4));
    }
  }
}
