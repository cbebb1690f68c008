package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerDiedException;
import org.javaipc.Server;
import org.javaipc.process.FileLock;
import org.javaipc.process.LockFile;
import org.javaipc.shm.Acquisition;
import org.javaipc.shm.InterProcessLock;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The crash contract: processes are killed at every labelled step and at random instants, over every
 * transport, connection, notifier and lock, for as long as the soak has time. What was committed has
 * arrived once, the survivor has been told, the name is of use again, and nothing is left; how often and
 * how soon is in {@code target/crash-contract.md}.
 */
@Tag("soak")
class CrashContractTest {
  private static final Path TABLE = Path.of("target", "crash-contract.md");
  private static final int LATEST_NANOS = 20_000_000;
  private static final CrashSummary SUMMARY = new CrashSummary();

  /** One line of the table. */
  record Subject(String name, Killing killing) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Kills again and again until the time is over. */
  interface Killing {
    void run(CrashRow row, Duration time) throws Exception;
  }

  /** {@return those whose names the pattern {@code -Dipc.crash.subjects} is found in} */
  static Stream<Subject> subjects() {
    Pattern chosen = Pattern.compile(System.getProperty("ipc.crash.subjects", ""));
    return all().filter(subject -> chosen.matcher(subject.name()).find());
  }

  private static Stream<Subject> all() {
    return Stream.of(
        channel(new ShmProcessContractTest()),
        channel(new SysvProcessContractTest()),
        channel(new MmapProcessContractTest()),
        channel(new FifoProcessContractTest()),
        channel(new PipeProcessContractTest()),
        channel(new MqProcessContractTest()),
        channel(new SysvmqProcessContractTest()),
        channel(new UnixProcessContractTest()),
        channel(new UnixgramProcessContractTest()),
        connection("shm"),
        connection("sysv"),
        connection("mmap"),
        connection("fifo"),
        connection("unix"),
        connection("unixgram"),
        connection("mq"),
        connection("sysvmq"),
        notifier("shm"),
        notifier("sysv"),
        notifier("mmap"),
        notifier("sem"),
        notifier("signal"),
        topic("shm: topic", ProviderUnderTest.of("shm")),
        topic("mmap: topic", ProviderUnderTest.of("mmap")),
        topic("mmap: log", ProviderUnderTest.of("mmap").withOption("keep", "1GiB")),
        lock("a lock in memory", "memory"),
        lock("a lock of a file", "file"));
  }

  private static Subject channel(ProcessContract contract) {
    ProviderUnderTest provider = contract.provider();
    return new Subject(
        provider.scheme() + ": channel",
        (row, time) -> {
          killChannel(provider, row, time.dividedBy(2), KillRounds::run);
          killChannel(provider, row, time.dividedBy(2), StepKills::run);
        });
  }

  /** {@link KillRounds} or {@link StepKills}. */
  private interface Rounds {
    KillSummary run(Rig rig, IntPredicate more) throws Exception;
  }

  private static void killChannel(
      ProviderUnderTest provider, CrashRow row, Duration time, Rounds rounds) throws Exception {
    inRig(
        provider,
        row,
        rig -> {
          long end = System.nanoTime() + time.toNanos();
          row.add(rounds.run(rig, done -> done == 0 || System.nanoTime() < end));
        });
  }

  private static Subject connection(String scheme) {
    ProviderUnderTest provider = ProviderUnderTest.of(scheme);
    return new Subject(
        scheme + ": connection",
        (row, time) -> {
          long end = System.nanoTime() + time.toNanos();
          inRig(
              provider,
              row,
              rig -> {
                do {
                  killClient(rig, row);
                  killServer(rig, row);
                } while (System.nanoTime() < end);
              });
        });
  }

  private static void killClient(Rig rig, CrashRow row) throws Exception {
    try (Server server = rig.server();
        PeerProcess victim = rig.peer()) {
      victim.tell("connect", rig.address());
      try (Connection served = server.accept()) {
        victim.expect("ok");
        victim.ask("talking", "talk");
        long[] answered = new long[1];
        Task<?> serving =
            rig.begin(
                "serve",
                () -> {
                  while (true) {
                    String word = Long.toString(answered[0]);
                    assertThat(served.receiver().receiveString()).isEqualTo(word);
                    served.sender().send(word);
                    answered[0]++;
                  }
                });
        killed(rig, row, victim, "client", serving);
        row.checked(answered[0]);
      }
    }
  }

  private static void killServer(Rig rig, CrashRow row) throws Exception {
    try (PeerProcess victim = rig.peer()) {
      victim.ask("ok", "serve", rig.address());
      try (Connection client = rig.connect()) {
        long[] heard = new long[1];
        Task<?> talking =
            rig.begin(
                "talk",
                () -> {
                  while (true) {
                    PeerConnections.expect(client, "word " + heard[0]);
                    heard[0]++;
                  }
                });
        killed(rig, row, victim, "server", talking);
        row.checked(heard[0]);
      }
    }
  }

  static void killed(Rig rig, CrashRow row, PeerProcess victim, String kind, Task<?> survivor)
      throws Exception {
    LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
    Task<Long> watching =
        rig.start(
            "be told of the death",
            () -> {
              survivor.joinFailing(PeerDiedException.class);
              return System.nanoTime();
            });
    long before = System.nanoTime();
    victim.kill();
    row.told(watching.join() - before);
    row.killed(kind);
    victim.awaitDeath();
  }

  private static Subject notifier(String scheme) {
    ProviderUnderTest provider = ProviderUnderTest.of(scheme);
    return new Subject(
        scheme + ": notifier",
        (row, time) -> {
          long end = System.nanoTime() + time.toNanos();
          inRig(
              provider,
              row,
              rig -> {
                do {
                  killListener(rig, row);
                  killNotifier(rig, row);
                } while (System.nanoTime() < end);
              });
        });
  }

  private static void killListener(Rig rig, CrashRow row) throws Exception {
    Address address = rig.address();
    try (PeerProcess victim = rig.peer()) {
      victim.ask("ok", "listener", address);
      try (Notifier notifier = rig.notifier(address)) {
        Task<?> notifying =
            rig.begin(
                "notify",
                () -> {
                  for (int i = 0; true; i++) {
                    notifier.signal(i % 64);
                    LockSupport.parkNanos(100_000);
                  }
                });
        killed(rig, row, victim, "listener", notifying);
      }
    }
  }

  /** A listener is not told of the death: it gets what was signalled before, and what the next notifier signals. */
  private static void killNotifier(Rig rig, CrashRow row) throws Exception {
    Address address = rig.otherAddress();
    try (Listener listener = Ipc.listener(address);
        PeerProcess victim = rig.peer()) {
      victim.ask("ok", "notifier", address);
      victim.ask("notifying", "notify-on", 5);
      long first = rig.within("the victim's events", listener::await);
      assertThat(first).isEqualTo(1L << 5);
      LockSupport.parkNanos(rig.random().nextInt(LATEST_NANOS));
      victim.kill();
      victim.awaitDeath();
      row.killed("notifier");
      try (Notifier next = Ipc.notifier(address)) {
        next.signal(6);
        long events = 0;
        while ((events & 1L << 6) == 0) {
          events |= rig.within("the next notifier's event", listener::await);
        }
        assertThat(events & ~(1L << 5)).isEqualTo(1L << 6);
      }
    }
  }

  private static Subject topic(String name, ProviderUnderTest provider) {
    return new Subject(
        name,
        (row, time) -> {
          long end = System.nanoTime() + time.toNanos();
          inRig(
              provider,
              row,
              rig -> {
                do {
                  TopicKills.run(rig, row);
                } while (System.nanoTime() < end);
              });
        });
  }

  private interface Body {
    void run(Rig rig) throws Exception;
  }

  /** Closing the rig fails if anything is left when the next process has come. */
  private static void inRig(ProviderUnderTest provider, CrashRow row, Body body) throws Exception {
    Rig rig = Rig.of(provider, "crash contract");
    try {
      body.run(rig);
      row.left(rig.leftovers().size());
    } finally {
      rig.close();
    }
  }

  private static Subject lock(String name, String kind) {
    return new Subject(
        name,
        (row, time) -> {
          long end = System.nanoTime() + time.toNanos();
          try (OwnRuntimeDirectory directory = OwnRuntimeDirectory.create()) {
            do {
              killHolder(kind, directory.path(), row);
            } while (System.nanoTime() < end);
          }
        });
  }

  private static void killHolder(String kind, Path place, CrashRow row) throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                kind,
                place.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = holder.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("held");
      Task<Long> taking =
          Task.start("take the lock of the dead", Duration.ofSeconds(30), () -> take(kind, place));
      taking.settle();
      assertThat(taking.isDone()).as("it is held").isFalse();
      long before = System.nanoTime();
      holder.destroyForcibly();
      row.told(taking.join() - before);
      row.killed("holder");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  /** {@return when it was taken} */
  private static long take(String kind, Path place) throws Exception {
    if (kind.equals("file")) {
      try (LockFile file = LockFile.open(place.resolve("locked"))) {
        FileLock lock = file.whole();
        assertThat(lock.exclusive(Duration.ofSeconds(30))).isTrue();
        return System.nanoTime();
      }
    }
    try (InterProcessLock lock =
        InterProcessLock.open("lock", Optional.of(place), AccessPolicy.PRIVATE)) {
      assertThat(lock.lock()).isEqualTo(Acquisition.AFTER_DEATH);
      long taken = System.nanoTime();
      lock.unlock();
      return taken;
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void killsLoseNothingAndAreTold(Subject subject) throws Exception {
    CrashRow row = new CrashRow(subject.name());
    subject.killing().run(row, Soak.KILLS.time((int) subjects().count()));
    SUMMARY.add(row);
  }

  @AfterAll
  @SuppressWarnings("SystemOut") // the build log is where measurements are read
  static void writeTheTable() throws IOException {
    Map<String, CrashRow.Sum> rows = SUMMARY.read();
    StringBuilder text = new StringBuilder(CrashRow.HEADER);
    all()
        .map(Subject::name)
        .filter(rows::containsKey)
        .forEach(name -> text.append(rows.get(name).line(name)).append('\n'));
    int kills = rows.values().stream().mapToInt(CrashRow.Sum::total).sum();
    text.append("\n%,d kills; %s\n\n".formatted(kills, Seed.describe()));
    rows.forEach((name, row) -> text.append("- %s: %s%n".formatted(name, row.kills())));
    Files.createDirectories(TABLE.getParent());
    Files.writeString(TABLE, text);
    System.out.println(text);
  }
}
