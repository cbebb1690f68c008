package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixSemaphoreTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Bit of a futex operation that measures time by the clock that people set. */
  private static final int FUTEX_CLOCK_REALTIME = 256;

  private final String name =
      "/ipc-test-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();

  @TempDir Path folder;

  private PosixSemaphore create(int value) throws IpcException {
    return PosixSemaphore.create(name, AccessPolicy.PRIVATE, value);
  }

  @AfterEach
  void unlink() throws IpcException {
    try {
      PosixSemaphore.unlink(name);
    } catch (NoSuchObjectException e) {
      // the test has unlinked it
    }
  }

  @Test
  @DisplayName("S9 a semaphore is made, opened, posted, taken and unlinked")
  void lifeOfSemaphore() throws Exception {
    try (PosixSemaphore semaphore = create(1);
        PosixSemaphore same = PosixSemaphore.open(name)) {
      assertThat(same.tryAcquire()).isTrue();
      assertThat(semaphore.tryAcquire()).isFalse();
      semaphore.post();
      semaphore.post();
      assertThat(same.value()).isEqualTo(2);
      same.acquire();
      assertThat(semaphore.value()).isEqualTo(1);
      PosixSemaphore.unlink(name);
      assertThat(same.tryAcquire()).isTrue();
    }
    assertThatThrownBy(() -> PosixSemaphore.open(name))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("sem_open");
    assertThatThrownBy(() -> PosixSemaphore.unlink(name)).isInstanceOf(NoSuchObjectException.class);
  }

  @Test
  @DisplayName("S9 making one exclusively fails if the name is taken; opening or making does not")
  void exclusive() throws Exception {
    try (PosixSemaphore first = create(3);
        PosixSemaphore second = PosixSemaphore.openOrCreate(name, AccessPolicy.PRIVATE, 9)) {
      assertThatThrownBy(() -> create(3))
          .isInstanceOf(ObjectExistsException.class)
          .hasMessageContaining("EEXIST");
      assertThat(second.value()).isEqualTo(3);
      assertThat(first.value()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S9 a wait ends with its time, a post, an interrupt, or a close")
  void waits(boolean virtual) throws Exception {
    PosixSemaphore semaphore = create(0);
    long start = System.nanoTime();
    assertThat(semaphore.acquire(Duration.ofMillis(120))).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    FutureTask<Boolean> posted = new FutureTask<>(() -> semaphore.acquire(LONG));
    builder.start(posted);
    semaphore.post();
    assertThat(posted.get(60, TimeUnit.SECONDS)).isTrue();
    FutureTask<Boolean> interrupted = new FutureTask<>(() -> semaphore.acquire(LONG));
    builder.start(interrupted).interrupt();
    assertThatThrownBy(() -> interrupted.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    FutureTask<Boolean> closed = new FutureTask<>(() -> semaphore.acquire(LONG));
    Thread thread = builder.start(closed);
    await().atMost(LONG).until(() -> thread.getState() != Thread.State.NEW);
    semaphore.close();
    assertThatThrownBy(() -> closed.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    semaphore.close();
    assertThatThrownBy(semaphore::post).isInstanceOf(IllegalStateException.class);
  }

  /** What a waiter leaves that was killed when it had been woken and had not taken: one to take, and nobody awake. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S9 a woken waiter is killed before it takes: the next one is not stuck")
  void wokenWaiterIsKilled(boolean virtual) throws Exception {
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    try (PosixSemaphore semaphore = create(0)) {
      FutureTask<Boolean> waiting = new FutureTask<>(() -> semaphore.acquire(LONG));
      builder.start(waiting);
      await().atMost(LONG).until(() -> waiters() == 1);
      write(0, 1);
      assertThat(waiting.get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(semaphore.value()).isZero();
    }
  }

  private int waiters() throws IOException {
    return memory().getInt(Integer.BYTES);
  }

  private void write(int offset, int value) throws IOException {
    memory().putInt(offset, value);
  }

  private ByteBuffer memory() throws IOException {
    Path file = Path.of("/dev/shm/sem." + name.substring(1));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel
          .map(FileChannel.MapMode.READ_WRITE, 0, 2 * Integer.BYTES)
          .order(ByteOrder.nativeOrder());
    }
  }

  @Test
  @DisplayName(
      "S9 the kernel measures a wait by the monotonic clock, so that a clock step does not hurt")
  void clockStep() throws Exception {
    try (PosixSemaphore semaphore = create(0)) {
      Thread waiting =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  semaphore.acquire(LONG);
                } catch (IpcException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      String call =
          await().atMost(LONG).until(PosixSemaphoreTest::futexWithTimeout, s -> !s.isEmpty());
      int operation = Integer.decode(call.split(" ", -1)[2]);
      assertThat(operation & FUTEX_CLOCK_REALTIME).as("clock of %s", call).isZero();
      semaphore.post();
      waiting.join();
    }
  }

  /** What a thread of this process asks of the kernel that waits on a shared word. */
  private static String futexWithTimeout() throws Exception {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        String call = Files.readAllLines(task.resolve("syscall")).getFirst();
        String[] words = call.split(" ", -1); // number, then the arguments
        boolean futex = words.length > 4 && (words[0].equals("202") || words[0].equals("98"));
        // FUTEX_WAIT with a time and without FUTEX_PRIVATE_FLAG: a word that processes share
        if (futex
            && !words[4].equals("0x0")
            && (Integer.decode(words[2]) & ~FUTEX_CLOCK_REALTIME) == 0) {
          return call;
        }
      }
    }
    return "";
  }

  @Test
  @DisplayName("S9 a C program has the other side")
  void otherSideInC() throws Exception {
    CompiledC program = CompiledC.of("semaphores", folder);
    program.run("posix-create", name, 2);
    try (PosixSemaphore semaphore = PosixSemaphore.open(name)) {
      assertThat(semaphore.value()).isEqualTo(2);
      semaphore.acquire();
      semaphore.acquire();
      FutureTask<Boolean> waiting = new FutureTask<>(() -> semaphore.acquire(LONG));
      Thread.ofPlatform().daemon().start(waiting);
      program.run("posix-post", name);
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
      Process other = program.start("posix-wait", name);
      semaphore.post();
      assertThat(other.inputReader().readLine()).isEqualTo("taken");
      assertThat(semaphore.value()).isZero();
    }
  }

  @Test
  @DisplayName(
      "S9 a name that is none, a value out of range, a post over the highest value: typed errors")
  void badInput() throws Exception {
    for (String bad : List.of("", "jobs", "/", "/a/b", "/" + "x".repeat(252))) {
      assertThatThrownBy(() -> PosixSemaphore.open(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("name=" + bad);
    }
    assertThatThrownBy(() -> create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value=-1");
    try (PosixSemaphore semaphore = create(Integer.MAX_VALUE)) {
      assertThatThrownBy(semaphore::post)
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContaining("SEM_VALUE_MAX=2147483647");
    }
  }

  @Test
  @DisplayName("S9 a name that another user took is refused unless that user is trusted")
  void squattedName() throws Exception {
    Path file = Path.of("/dev/shm/sem." + name.substring(1));
    create(1).close();
    Needs.root("give a file away");
    Files.setAttribute(file, "unix:uid", 65_534);
    assertThatThrownBy(() -> PosixSemaphore.openOrCreate(name, AccessPolicy.PRIVATE, 1))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining("uid=65534");
    AccessPolicy trusting = new AccessPolicy(0600, Set.of(65_534), Set.of());
    try (PosixSemaphore semaphore = PosixSemaphore.open(name, trusting)) {
      assertThat(semaphore.value()).isEqualTo(1);
    }
  }
}
