package org.javaipc.linux.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.wait.ChildJvm;
import org.javaipc.spi.Liveness.Watch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed, stopped and ended. */
class ProcessLivenessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir Path temporary;
  private Path path;
  private RuntimeDirectory directory;
  private ProcessLiveness liveness;

  @BeforeEach
  void takeSlot() throws Exception {
    path = temporary.resolve("run");
    directory = RuntimeDirectory.open(Optional.of(path), AccessPolicy.PRIVATE);
    liveness = ProcessLiveness.of(directory);
  }

  @Test
  void killedProcessIsNoticedAndItsFilesGo() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      long slot = slots(child.line()).getFirst();
      CountDownLatch death = new CountDownLatch(1);
      AtomicLong noticed = new AtomicLong();
      Watch watch =
          liveness.watch(
              slot,
              () -> {
                noticed.set(System.nanoTime());
                death.countDown();
              });
      assertThat(watch.isAlive()).isTrue();
      assertThat(liveness.describe(slot)).isEqualTo("pid " + child.pid() + " (java)");
      long start = System.nanoTime();
      child.kill();
      assertThat(death.await(20, TimeUnit.SECONDS)).isTrue();
      System.out.println("death noticed after " + (noticed.get() - start) / 1000 + " us");
      assertThat(watch.isAlive()).isFalse();
      assertThat(liveness.describe(slot)).isEqualTo("pid " + child.pid() + " (java)");
      awaitOwnSlotAlone();
    }
  }

  @RepeatedTest(3)
  void anExitLeavesNothingThoughAThreadGoesOn() throws Exception {
    try (ChildJvm child = ChildJvm.start(ExitingOpener.class, path)) {
      assertThat(child.line()).isNotEmpty();
      child.endInput();
      assertThat(child.exit()).isZero();
    }
    try (Stream<Path> left = Files.list(path)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(ProcessSlot.fifoName(liveness.self()), lockName());
    }
  }

  private String lockName() {
    return ProcessSlot.fifoName(liveness.self()).replace(".fifo", ".lock");
  }

  @Test
  void stoppedProcessIsAlive() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      long slot = slots(child.line()).getFirst();
      AtomicInteger deaths = new AtomicInteger();
      try (Watch watch = liveness.watch(slot, deaths::incrementAndGet)) {
        ChildJvm.signal("STOP", child.pid());
        await()
            .during(Duration.ofSeconds(2))
            .atMost(DEADLINE)
            .until(() -> watch.isAlive() && ProcessSlot.isLocked(directory, slot));
        ChildJvm.signal("CONT", child.pid());
        try (Watch second = liveness.watch(slot, deaths::incrementAndGet)) {
          assertThat(second.isAlive()).isTrue();
        }
        assertThat(deaths).hasValue(0);
      }
    }
  }

  @Test
  void nobodyWaitsWhileAnotherIsDying() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 1)) {
      List<Long> slots = slots(child.line());
      Path fifo = path.resolve(ProcessSlot.fifoName(slots.get(1)));
      Files.delete(fifo);
      assertThat(new ProcessBuilder("mkfifo", "--mode=600", fifo.toString()).start().waitFor())
          .isZero(); // as while it dies: its FIFO is closed already, its lock is not
      AtomicBoolean waited = new AtomicBoolean();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread dying =
          new Thread(() -> {
            thrown.set(catchThrowable(() -> liveness.watch(slots.get(1), () -> {})));
            waited.set(true);
          });
      dying.start();
      await()
          .atMost(DEADLINE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> dying.getState() == Thread.State.TIMED_WAITING || waited.get());
      try (Watch watch = liveness.watch(slots.getFirst(), () -> {})) {
        assertThat(watch.isAlive()).isTrue();
        assertThat(waited).isFalse();
      }
      dying.join();
      assertThat(thrown.get())
          .isInstanceOf(IpcException.class)
          .hasMessageContaining("holds its lock but not its FIFO");
    }
  }

  @Test
  void zombieIsDead() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" & exec sleep 60", "sh"));
    command.addAll(ChildJvm.command(SlotHolder.class, path, 0));
    // The shell gives a background process /dev/null as input, at whose end it would exit.
    command.set(2, "exec 3<&0; \"$@\" <&3 & exec sleep 60");
    try (ChildJvm parent = ChildJvm.start(command)) {
      String line = parent.line();
      long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
      CountDownLatch death = new CountDownLatch(1);
      Watch watch = liveness.watch(slots(line).getFirst(), death::countDown);
      assertThat(watch.isAlive()).isTrue();
      ChildJvm.signal("KILL", pid);
      assertThat(death.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(Path.of("/proc/" + pid + "/stat"))).contains(") Z ");
    }
  }

  @Test
  void orderlyExitIsNoticedAndLeavesNothing() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      long slot = slots(child.line()).getFirst();
      CountDownLatch death = new CountDownLatch(1);
      liveness.watch(slot, death::countDown);
      child.endInput();
      assertThat(child.exit()).isZero();
      assertThat(slotFiles()).allMatch(this::isOwn);
      assertThat(death.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void nextProcessRemovesWhatUnwatchedDeadOnesLeft() throws Exception {
    List<Long> dead;
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 9)) {
      dead = slots(child.line());
      child.kill();
      child.exit();
    }
    assertThat(dead).allSatisfy(slot -> assertThat(slotFiles()).anyMatch(isOf(slot)));
    Files.createFile(path.resolve(".new-123"));
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      child.line();
      assertThat(dead).allSatisfy(slot -> assertThat(slotFiles()).noneMatch(isOf(slot)));
      assertThat(path.resolve(".new-123")).doesNotExist();
    }
  }

  @Test
  void twoHundredPeersAreNoticedAtOnceAndOneFailingCallbackHarmsNobody() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 200)) {
      List<Long> slots = slots(child.line());
      CountDownLatch deaths = new CountDownLatch(slots.size());
      int descriptors = openFiles();
      liveness.watch(
          slots.getFirst(),
          () -> {
            throw new IllegalStateException("a callback that fails, on purpose");
          });
      for (long slot : slots) {
        liveness.watch(slot, deaths::countDown);
      }
      int loop = 2;
      assertThat(openFiles()).isLessThanOrEqualTo(descriptors + slots.size() + loop);
      child.kill();
      assertThat(deaths.await(20, TimeUnit.SECONDS)).isTrue();
      await().atMost(DEADLINE).until(() -> openFiles() <= descriptors + loop);
      awaitOwnSlotAlone();
    }
  }

  @Test
  void closedWatchIsNotTold() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      long slot = slots(child.line()).getFirst();
      AtomicInteger told = new AtomicInteger();
      CountDownLatch death = new CountDownLatch(1);
      Watch closed = liveness.watch(slot, told::incrementAndGet);
      liveness.watch(slot, death::countDown);
      closed.close();
      closed.close();
      child.kill();
      assertThat(death.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(told).hasValue(0);
    }
  }

  @Test
  void watchesOfOneProcessShareOneDescriptorAndGiveItBack() throws Exception {
    try (ChildJvm child = ChildJvm.start(SlotHolder.class, path, 0)) {
      long slot = slots(child.line()).getFirst();
      liveness.watch(slot, () -> {}).close(); // starts the watcher's thread
      int before = openFiles();
      List<Watch> watches = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        watches.add(liveness.watch(slot, () -> {}));
      }
      assertThat(openFiles()).isEqualTo(before + 1);
      watches.forEach(Watch::close);
      assertThat(openFiles()).isEqualTo(before);
    }
  }

  @Test
  void ownSlotIsAliveAndUnknownOnesAreDead() throws Exception {
    AtomicInteger deaths = new AtomicInteger();
    assertThat(liveness.watch(liveness.self(), deaths::incrementAndGet).isAlive()).isTrue();
    assertThat(deaths).hasValue(0);
    assertThat(liveness.watch(12345, deaths::incrementAndGet).isAlive()).isFalse();
    assertThat(liveness.watch(0, deaths::incrementAndGet).isAlive()).isFalse();
    assertThat(deaths).hasValue(2);
    assertThat(liveness.describe(liveness.self())).contains("pid " + ProcessHandle.current().pid());
    assertThat(liveness.describe(12345)).isEqualTo("a process that has gone");
  }

  @Test
  void childrenInheritNoDescriptor() throws Exception {
    List<Path> ours;
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      ours = files.filter(file -> target(file).startsWith(path.toString())).toList();
    }
    assertThat(ours).hasSize(3);
    for (Path descriptor : ours) {
      String flags =
          Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName())).get(1);
      assertThat(Long.parseLong(flags.substring("flags:".length()).strip(), 8) & Fcntl.O_CLOEXEC)
          .as(target(descriptor))
          .isNotZero();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Long> slots(String line) {
    return Arrays.stream(line.split(" ", -1)).skip(1).map(Long::valueOf).toList();
  }

  private List<String> slotFiles() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.startsWith(".proc-"))
          .toList();
    }
  }

  private void awaitOwnSlotAlone() {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(slotFiles()).isNotEmpty().allMatch(this::isOwn));
  }

  private boolean isOwn(String file) {
    return isOf(liveness.self()).test(file);
  }

  private static Predicate<String> isOf(long slot) {
    return file -> file.contains(hex(slot));
  }

  private static int openFiles() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  private static String hex(long slot) {
    return String.format("%016x", slot);
  }
}
