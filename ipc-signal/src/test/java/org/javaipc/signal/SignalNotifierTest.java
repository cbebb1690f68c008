package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelStatus;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code signal:} between Java processes, to and from a C program. */
class SignalNotifierTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Path directory;
  private String address;
  private Path entry;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(
        directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    address = "signal:door?dir=" + directory;
    entry = directory.resolve("door.signal");
  }

  @Test
  @DisplayName("G11 a Java process is told of each event by another one")
  void eventsReachAnotherJvm() throws Exception {
    try (Program jvm = Program.start(Jvm.command("listen", address))) {
      assertThat(jvm.line()).startsWith("ready ");
      try (Notifier notifier = Ipc.notifier(address)) {
        for (int event = 0; event < Notifier.EVENTS; event++) {
          notifier.signal(event);
          assertThat(jvm.line()).isEqualTo("events " + Long.toHexString(Notifier.bit(event)));
        }
      }
    }
  }

  @Test
  @DisplayName("G11 a C program tells a Java process of events")
  void eventsComeFromACProgram() throws Exception {
    try (Listener listener = Ipc.listener(address)) {
      assertThat(Files.readString(entry)).startsWith("javaipc-signal listen version=1 pid=");
      for (int event : new int[] {0, 5, 63}) {
        assertThat(Program.run(CPeer.path(), "notify", entry, event)).containsExactly("notified");
        assertThat(listener.await(PATIENCE)).isEqualTo(Notifier.bit(event));
      }
    }
    assertThat(entry).doesNotExist();
  }

  @Test
  @DisplayName("G11 a Java process tells a C program of events")
  void eventsReachACProgram() throws Exception {
    try (Program c = Program.start(CPeer.path(), "listen", entry, Signal.realTime(9).number(), 3)) {
      assertThat(c.line()).isEqualTo("ready");
      try (Notifier notifier = Ipc.notifier(address)) {
        for (int event : new int[] {0, 5, 63}) {
          notifier.signal(event);
          assertThat(c.line()).isEqualTo("listener 7 event " + event);
        }
        assertThat(c.exit()).isZero();
        assertThatThrownBy(() -> notifier.signal(1)).isInstanceOf(PeerClosedException.class);
      }
    }
  }

  @Test
  void killedListenerIsNoticedAndItsSuccessorIsFound() throws Exception {
    try (Program first = Program.start(Jvm.command("listen", address))) {
      assertThat(first.line()).startsWith("ready ");
      try (Notifier notifier = Ipc.notifier(address)) {
        notifier.signal(1);
        assertThat(first.line()).isEqualTo("events 2");
        Signals.kill(first.pid(), Signal.KILL);
        assertThat(first.exit()).isEqualTo(137);
        assertThatThrownBy(() -> notifier.signal(2))
            .isInstanceOf(PeerDiedException.class)
            .hasMessageContaining("process " + first.pid() + ", died");
        assertThatThrownBy(() -> notifier.signal(2)).isInstanceOf(PeerDiedException.class);
        assertThat(notifierMetrics().peerDeaths()).isEqualTo(1);
        assertThat(notifierMetrics().messages()).isEqualTo(1);
      }
    }
    try (Program second = Program.start(Jvm.command("listen", address))) {
      assertThat(second.line()).startsWith("ready ");
      try (Notifier notifier = Ipc.notifier(address)) {
        notifier.signal(3);
        assertThat(second.line()).isEqualTo("events 8");
      }
    }
  }

  @Test
  void entryThatNobodyOwnsIsNeverSignalled() throws Exception {
    try (SignalReader reader = SignalReader.ofThread(Signal.realTime(8))) {
      // As a dead process would leave it, and this one had its number now.
      Files.writeString(
          entry, ListenerEntry.own(reader.address().tid(), Signal.realTime(8).number(), 1).text());
      assertThatThrownBy(() -> Ipc.notifier(address + "&connect=50ms"))
          .isInstanceOf(ConnectTimeoutException.class);
      assertThat(reader.read(Duration.ofMillis(50))).isEmpty();
      assertThat(entry).doesNotExist();
    }
  }

  @Test
  void noEventIsLostWhileManyNotify() throws Exception {
    int rounds = 2000;
    try (Listener listener = Ipc.listener(address)) {
      List<Thread> threads = new ArrayList<>();
      int[] notified = new int[4];
      for (int sender = 0; sender < notified.length; sender++) {
        int own = sender;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try (Notifier notifier = Ipc.notifier(address)) {
                    for (int i = 0; i < rounds; i++) {
                      notifier.signal(own * 16 + i % 16);
                      notified[own]++;
                    }
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      long seen = 0;
      while (seen != -1) {
        seen |= listener.await(PATIENCE);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(notified).containsOnly(rounds);
      // One more of each, after all that may still have been on the way.
      Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> listener.poll() == 0);
      try (Notifier notifier = Ipc.notifier(address)) {
        for (int event = 0; event < Notifier.EVENTS; event++) {
          notifier.signal(event);
        }
      }
      for (seen = 0; seen != -1; ) {
        seen |= listener.await(PATIENCE);
      }
    }
  }

  @Test
  void stoppedListenerMeansBackPressureWithADeadlineAndNothingIsLost() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -i 40 && exec \"$@\"", "bash"));
    command.addAll(Jvm.command("listen", address));
    try (Program jvm = Program.start(command)) {
      int pid = Integer.parseInt(jvm.line().substring("ready ".length()));
      try (Notifier notifier = Ipc.notifier(address)) {
        Signals.kill(pid, Signal.STOP);
        Awaitility.await().until(() -> isStopped(pid));
        int told = 0;
        while (notifier.signal(told % 8, Duration.ofMillis(20))) {
          told++;
        }
        assertThat(told).isPositive().isLessThanOrEqualTo(40);
        assertThat(notifier.signal(9, Duration.ZERO)).isFalse();
        assertThat(notifierMetrics().messages()).isEqualTo(told);
        assertThat(notifierMetrics().waits()).as("back-pressure is counted").isPositive();
        Signals.kill(pid, Signal.CONT);
        notifier.signal(9);
        long seen = 0;
        long expected = (1L << Math.min(told, 8)) - 1 | Notifier.bit(9);
        while (seen != expected) {
          seen |= Long.parseLong(jvm.line().substring("events ".length()), 16);
        }
      }
    }
  }

  @Test
  void listenersAreSeenFromOutsideAndLeftoversRemoved() throws Exception {
    SignalProvider provider = new SignalProvider();
    Optional<Path> where = Optional.of(directory);
    assertThat(provider.channels(where)).isEmpty();
    try (Program jvm = Program.start(Jvm.command("listen", address))) {
      assertThat(jvm.line()).startsWith("ready ");
      assertThat(provider.removeLeftovers(where)).isEmpty();
      assertThat(provider.channels(where))
          .singleElement()
          .satisfies(status -> {
            assertThat(status.address()).hasToString(address);
            assertThat(status.state()).isEqualTo(ChannelStatus.State.LIVE);
            assertThat(status.receiver()).hasValue(jvm.pid());
          });
    }
    Files.writeString(directory.resolve("letter.signal"), "not a listener");
    assertThat(provider.channels(where))
        .extracting(ChannelStatus::state)
        .containsExactlyInAnyOrder(ChannelStatus.State.LEFT, ChannelStatus.State.UNKNOWN);
    assertThat(provider.removeLeftovers(where)).containsExactly(entry.toString());
    assertThat(entry).doesNotExist();
  }

  @Test
  void secondListenerIsRefused() throws Exception {
    try (Listener listener = Ipc.listener(address)) {
      assertThatThrownBy(() -> Ipc.listener(address))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("door.signal");
      try (Notifier notifier = Ipc.notifier(address)) {
        notifier.signal(1);
      }
      assertThat(listener.await(PATIENCE)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javaipc-signal listen version=1 pid=-1 tid=5 signal=42 listener=3 pidns=1",
        "javaipc-signal listen version=1 pid=0 tid=5 signal=42 listener=3 pidns=1",
        "javaipc-signal listen version=1 pid=7 tid=99999999999 signal=42 listener=3 pidns=1",
        "javaipc-signal listen version=1 pid=7 tid=7 signal=9 listener=3 pidns=1",
        "javaipc-signal listen version=1 pid=7 tid=7 signal=42 listener=-3 pidns=1",
        "javaipc-signal listen version=2 pid=7 tid=7 signal=42 listener=3 pidns=1",
        "javaipc-signal listen",
        "javaipc-signal",
      })
  void forgedEntryIsATypedError(String text) {
    assertThatThrownBy(() -> ListenerEntry.parse("door.signal", text))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("door.signal");
  }

  @Test
  void fileOfAnotherKindIsLeftAlone() throws Exception {
    Files.writeString(entry, "a letter to my aunt");
    assertThatThrownBy(() -> Ipc.listener(address)).isInstanceOf(CorruptChannelException.class);
    assertThatThrownBy(() -> Ipc.notifier(address)).isInstanceOf(CorruptChannelException.class);
    assertThat(entry).hasContent("a letter to my aunt");
  }

  @Test
  void listenerInAnotherPidNamespaceIsRefused() throws Exception {
    try (Listener listener = Ipc.listener(address)) {
      String text = Files.readString(entry).replaceAll("pidns=[0-9]+", "pidns=1");
      Files.writeString(entry, text);
      assertThatThrownBy(() -> Ipc.notifier(address))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("pid namespace 1 ")
          .hasMessageContaining("--pid=container");
      assertThat(listener.poll()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "KILL", "RTMAX-2", "FOO", "32"})
  void signalOptionMustBeRealTime(String signal) {
    assertThatThrownBy(() -> Ipc.listener(address + "&signal=" + signal))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("signal=" + signal + " is not a real-time signal");
  }

  @Test
  void anotherSignalCanBeChosen() throws Exception {
    try (Listener one = Ipc.listener(address + "&signal=RTMIN+12");
        Listener other = Ipc.listener(address.replace("door", "gate"));
        Notifier toOne = Ipc.notifier(address);
        Notifier toOther = Ipc.notifier(address.replace("door", "gate"))) {
      assertThat(Files.readString(entry)).contains(" signal=46 ");
      toOne.signal(1);
      toOther.signal(2);
      assertThat(one.await(PATIENCE)).isEqualTo(2);
      assertThat(other.await(PATIENCE)).isEqualTo(4);
    }
  }

  @Test
  void hundredsOfOpensLeaveNoThreadDescriptorOrFile() throws Exception {
    openAndClose(20);
    long before = descriptors();
    openAndClose(300);
    Awaitility.await().until(() -> descriptors() <= before + 4);
    assertThat(threads()).isEmpty();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.filter(path -> path.toString().endsWith(".signal"))).isEmpty();
    }
  }

  private void openAndClose(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Listener listener = Ipc.listener(address);
          Notifier notifier = Ipc.notifier(address);
          Ticker ticker = Ticker.once(PATIENCE)) {
        notifier.signal(1);
        assertThat(listener.await(PATIENCE)).isEqualTo(2);
        assertThat(ticker.poll()).isZero();
      }
    }
  }

  /** {@return whether every thread of a process has come to its halt} */
  private static boolean isStopped(int pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        if (!Files.readString(thread.resolve("status")).contains("State:\tT")) {
          return false;
        }
      }
      return true;
    }
  }

  private EndMetrics notifierMetrics() {
    return IpcMetrics.ends().stream()
        .filter(end -> end.role() == EndRole.NOTIFIER)
        .filter(end -> end.address().toString().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("javaipc-RT"))
        .collect(Collectors.toSet());
  }
}
