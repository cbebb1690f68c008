package org.javaipc.mq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Notifier;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.mqueue.PosixQueue;
import org.javaipc.linux.mqueue.PosixQueueAttributes;
import org.javaipc.linux.mqueue.PosixQueueLimits;
import org.javaipc.test.Needs;
import org.javaipc.test.OneAtATime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POSIX queues against the kernel. */
class PosixMessageQueueTest {
  @RegisterExtension static final OneAtATime QUEUES = new OneAtATime("mqueue");

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<PosixMessageQueue> open = new ArrayList<>();

  private static String name(String suffix) {
    return "javaipc-test-" + ProcessHandle.current().pid() + "-" + suffix;
  }

  private PosixMessageQueue queue(String suffix, long depth, long size) throws Exception {
    return remember(PosixMessageQueue.create(name(suffix), depth, size, 0600));
  }

  private PosixMessageQueue remember(PosixMessageQueue queue) {
    open.add(queue);
    return queue;
  }

  @AfterEach
  void closeQueues() throws Exception {
    for (PosixMessageQueue queue : open) {
      queue.unlink();
      queue.close();
    }
  }

  private static void send(PosixMessageQueue queue, String text, int priority) throws Exception {
    queue.send(text.getBytes(UTF_8), priority);
  }

  private static String take(PosixMessageQueue queue) throws Exception {
    return queue
        .receive(Duration.ZERO)
        .map(message -> message.priority() + " " + message.text())
        .orElse("none");
  }

  @Test
  @DisplayName("Q2 higher priorities come first, and in order within one")
  void prioritiesComeFirst() throws Exception {
    PosixMessageQueue queue = queue("priority", 8, 100);
    send(queue, "a", 1);
    send(queue, "b", 5);
    send(queue, "c", 1);
    send(queue, "d", PosixMessageQueue.HIGHEST_PRIORITY);
    send(queue, "e", 5);
    send(queue, "", 0);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(take(queue));
    }
    assertThat(all).containsExactly("32767 d", "5 b", "5 e", "1 a", "1 c", "0 ", "none");
  }

  @Test
  @DisplayName("Q2 depth, size and mode are as asked, and attributes count the messages")
  void depthSizeAndMode() throws Exception {
    PosixMessageQueue queue = queue("attributes", 3, 77);
    assertThat(queue.attributes()).isEqualTo(new PosixQueueAttributes(3, 77, 0));
    send(queue, "x", 0);
    PosixMessageQueue again = remember(PosixMessageQueue.open("/" + name("attributes")));
    assertThat(again.attributes()).isEqualTo(new PosixQueueAttributes(3, 77, 1));
    Optional<List<String>> list = PosixMessageQueue.list();
    list.ifPresent(names -> assertThat(names).contains("/" + name("attributes")));
    assertThat(list.isPresent())
        .isEqualTo(Files.exists(Path.of("/dev/mqueue", name("attributes"))));
  }

  @Test
  @DisplayName("Q2 making a queue exclusively and opening a missing one are typed errors")
  void exclusiveAndMissing() throws Exception {
    queue("there", 1, 10);
    assertThatThrownBy(() -> queue("there", 1, 10))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContainingAll("/" + name("there"), "mq_open", "EEXIST");
    assertThatThrownBy(() -> PosixMessageQueue.open(name("missing")))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll("/" + name("missing"), "mq_open", "ENOENT");
    assertThat(PosixMessageQueue.unlink(name("missing"))).isFalse();
  }

  @Test
  @DisplayName("Q2 unlink takes the name; who has the queue open goes on")
  void unlinkTakesTheName() throws Exception {
    PosixMessageQueue queue = queue("gone", 2, 10);
    assertThat(queue.unlink()).isTrue();
    send(queue, "still", 0);
    assertThat(take(queue)).isEqualTo("0 still");
    assertThatThrownBy(() -> PosixMessageQueue.open(name("gone")))
        .isInstanceOf(NoSuchObjectException.class);
  }

  @Test
  @DisplayName("Q2 full and empty: at once without waiting, after the time with a deadline")
  void fullAndEmpty() throws Exception {
    PosixMessageQueue queue = queue("timed", 2, 8);
    MemorySegment message = Arena.ofAuto().allocate(8);
    assertThat(queue.receive(Duration.ZERO)).isEmpty();
    assertThat(queue.offer(message, 0, 8, 0)).isTrue();
    assertThat(queue.offer(message, 0, 8, 0)).isTrue();
    assertThat(queue.offer(message, 0, 8, 0)).isFalse();
    long begin = System.nanoTime();
    assertThat(queue.send(message, 0, 8, 0, Duration.ofMillis(30))).isFalse();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
    CompletableFuture<Boolean> sending =
        CompletableFuture.supplyAsync(() -> unchecked(() -> queue.send(message, 0, 8, 3, LONG)));
    assertThat(take(queue)).startsWith("0 ");
    assertThat(sending.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(take(queue)).startsWith("3 ");
    assertThat(take(queue)).startsWith("0 ");
    begin = System.nanoTime();
    assertThat(queue.receive(Duration.ofMillis(30))).isEmpty();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private static <T> T unchecked(Call<T> call) {
    try {
      return call.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "Q2 a message over the size, and a priority out of range, are refused with the limit")
  void tooLongAndOutOfRange() throws Exception {
    PosixMessageQueue queue = queue("long", 2, 8);
    for (MemorySegment message :
        new MemorySegment[] {MemorySegment.ofArray(new byte[9]), Arena.ofAuto().allocate(9)}) {
      assertThatThrownBy(() -> queue.offer(message, 0, 9, 0))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContainingAll("/" + name("long"), "mq_msgsize=8", "length=9");
    }
    assertThatThrownBy(() -> send(queue, "x", 32768)).hasMessageContaining("priority=32768");
    assertThatThrownBy(() -> send(queue, "x", -1)).hasMessageContaining("priority=-1");
    assertThat(queue.attributes().messages()).isZero();
    assertThatThrownBy(() -> PosixMessageQueue.create("a/b", 1, 1, 0600))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name=a/b");
    assertThatThrownBy(() -> PosixMessageQueue.create("ab", 0, 1, 0600))
        .hasMessageContaining("depth=0");
  }

  @Test
  @DisplayName("Q2 limits are reported with what is allowed and the cure")
  void limitsAreReported() throws Exception {
    PosixQueueLimits limits = PosixMessageQueue.limits();
    long depth = 65_537; // more than the kernel gives anybody
    assertThatThrownBy(() -> queue("deep", depth, 8))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll(
            "/" + name("deep"), "depth=" + depth, "fs.mqueue.msg_max=" + limits.depth(), "sysctl");
  }

  @Test
  @DisplayName("Q2 the bytes of all queues of a user are a limit that is reported with the cure")
  void bytesOfAUserAreLimited() throws Exception {
    PosixQueueLimits limits = PosixMessageQueue.limits();
    Needs.that(
        limits.userBytes() <= 100_000_000, "RLIMIT_MSGQUEUE is not to be reached: " + limits);
    assertThatThrownBy(this::useUpTheBytes)
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll("EMFILE", "RLIMIT_MSGQUEUE=" + limits.userBytes(), "ulimit -q");
  }

  private void useUpTheBytes() throws Exception {
    PosixQueueLimits limits = PosixMessageQueue.limits();
    for (int i = 0; i < 1000; i++) {
      queue("many-" + i, limits.depth(), limits.messageSize());
    }
  }

  @Test
  @DisplayName("Q2 a queue that was opened one way refuses the other")
  void oneWay() throws Exception {
    queue("way", 2, 8);
    PosixMessageQueue in = remember(PosixMessageQueue.open(name("way"), PosixQueue.Access.RECEIVE));
    PosixMessageQueue out = remember(PosixMessageQueue.open(name("way"), PosixQueue.Access.SEND));
    assertThatThrownBy(() -> send(in, "x", 0))
        .isInstanceOf(IpcException.class)
        .hasMessageContainingAll("mq_send", "EBADF", "other direction");
    assertThatThrownBy(out::receive)
        .isInstanceOf(IpcException.class)
        .hasMessageContainingAll("mq_receive", "EBADF");
    send(out, "x", 0);
    assertThat(take(in)).isEqualTo("0 x");
  }

  @Test
  @DisplayName("Q2 closing and interrupting end a wait, on platform and virtual threads")
  void closeAndInterruptEndTheWait() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
      PosixMessageQueue queue = queue("wait-" + open.size(), 1, 8);
      CompletableFuture<Throwable> first = new CompletableFuture<>();
      Thread interrupted = kind.start(() -> first.complete(failure(queue)));
      interrupted.interrupt();
      assertThat(first.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      CompletableFuture<Throwable> second = new CompletableFuture<>();
      Thread waiting = kind.start(() -> second.complete(failure(queue)));
      awaitWaiting(waiting);
      queue.close();
      assertThat(second.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> send(queue, "x", 0)).isInstanceOf(ChannelClosedException.class);
    }
  }

  private static Throwable failure(PosixMessageQueue queue) {
    try {
      return new AssertionError("received " + queue.receive());
    } catch (Exception e) {
      return e;
    }
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + 200_000_000L;
    while (thread.getState() == Thread.State.NEW && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName(
      "Q3 arrival on the empty queue is an event on the thread that waits, and takes nothing")
  void arrivalIsAnEvent() throws Exception {
    PosixMessageQueue queue = queue("arrival", 4, 100);
    try (Listener listener = queue.arrivals()) {
      assertThat(listener.await(Duration.ofMillis(20))).isZero();
      try (TestProcess peer = CPeer.start("posix-send", "/" + name("arrival"), 7, "ding")) {
        assertThat(listener.await(LONG)).isEqualTo(Notifier.bit(0));
        assertThat(peer.line()).isEqualTo("sent");
      }
      assertThat(listener.poll()).isZero();
      assertThat(take(queue)).isEqualTo("7 ding");
      assertThat(listener.poll()).isZero();
      send(queue, "again", 0);
      assertThat(listener.awaitReady(LONG)).isTrue();
      assertThat(listener.poll()).isEqualTo(Notifier.bit(0));
      assertThat(queue.attributes().messages()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Q3 a listener sees what was there, can be waited for on any thread, and closed")
  void listenerSeesWhatWasThere() throws Exception {
    PosixMessageQueue queue = queue("listen", 4, 100);
    send(queue, "early", 0);
    Listener listener = queue.arrivals();
    assertThat(listener.await(LONG)).isEqualTo(Notifier.bit(0));
    CompletableFuture<Long> later = listener.awaitAsync();
    send(queue, "later", 0);
    assertThat(later.get(60, TimeUnit.SECONDS)).isEqualTo(Notifier.bit(0));
    CompletableFuture<Long> never = listener.awaitAsync();
    listener.close();
    assertThat(never)
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(ChannelClosedException.class);
    listener.close();
  }

  @Test
  @DisplayName("Q4 a C program makes the queue and receives; another one sends with priorities")
  void cProgramIsAtTheOtherEnd() throws Exception {
    String name = "/" + name("c");
    try (TestProcess peer = CPeer.start("posix-receive", name, 2)) {
      assertThat(peer.line()).isEqualTo("ready");
      PosixMessageQueue queue = remember(PosixMessageQueue.open(name));
      send(queue, "hello", 3);
      assertThat(peer.line()).isEqualTo("3 hello");
      send(queue, "world", 0);
      assertThat(peer.line()).isEqualTo("0 world");
      assertThat(peer.exit()).isZero();
      try (TestProcess low = CPeer.start("posix-send", name, 1, "low", "lower")) {
        assertThat(low.line()).isEqualTo("sent");
      }
      try (TestProcess high = CPeer.start("posix-send", name, 2, "high")) {
        assertThat(high.line()).isEqualTo("sent");
      }
      assertThat(queue.receive().toString()).isEqualTo("priority=2 length=4");
      assertThat(take(queue)).isEqualTo("1 low");
      assertThat(take(queue)).isEqualTo("1 lower");
    }
  }

  @Test
  @DisplayName("Q4 20,000 messages go to a C program and come back whole and in order")
  void manyMessagesToAndFromC() throws Exception {
    PosixMessageQueue there = queue("there", 8, 64);
    PosixMessageQueue back = queue("back", 8, 64);
    int count = 20_000;
    try (TestProcess peer =
        CPeer.start("posix-echo", "/" + name("there"), "/" + name("back"), count)) {
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      Thread.ofPlatform().daemon().start(() -> sendAll(there, count, sent));
      for (int i = 0; i < count; i++) {
        int expected = i;
        boolean came =
            back.receive(
                (priority, segment, offset, length) -> {
                  assertThat(length).isEqualTo((expected % 61 & ~3) + 4);
                  assertThat(segment.get(ValueLayout.JAVA_INT, offset + length - 4))
                      .isEqualTo(expected);
                },
                LONG);
        assertThat(came).as("message %d", i).isTrue();
      }
      assertThat(sent.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(peer.line()).isEqualTo("echoed");
    }
  }

  private static void sendAll(PosixMessageQueue queue, int count, CompletableFuture<Boolean> sent) {
    try {
      MemorySegment message = Arena.ofAuto().allocate(64);
      for (int i = 0; i < count; i++) {
        long length = (i % 61 & ~3) + 4L;
        message.set(ValueLayout.JAVA_INT, length - 4, i);
        queue.send(message, 0, length, 0, LONG);
      }
      sent.complete(true);
    } catch (Exception e) {
      sent.completeExceptionally(e);
    }
  }

  @Test
  @DisplayName("Q2 the mode is as asked, whatever the umask, where the file system shows it")
  void modeIsAsAsked() throws Exception {
    Path file = Path.of("/dev/mqueue", name("mode"));
    remember(PosixMessageQueue.create(name("mode"), 1, 8, 0622));
    Assumptions.assumeTrue(Files.exists(file), "/dev/mqueue is not mounted");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw--w--w-");
  }
}
