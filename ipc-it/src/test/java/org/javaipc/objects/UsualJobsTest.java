package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Claim;
import org.javaipc.Connection;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.javaipc.EventSet;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.IpcMetrics;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.Poller;
import org.javaipc.ReadyHandler;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.Waitable;
import org.javaipc.process.Child;
import org.javaipc.process.Spawn;
import org.javaipc.signal.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The usual jobs of a user, each in the few lines that it should take. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class UsualJobsTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMinutes(1);

  private static Address address(String scheme) {
    return Address.of(
        scheme, "jobs-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
  }

  private static <T> FutureTask<T> begin(java.util.concurrent.Callable<T> job) {
    FutureTask<T> task = new FutureTask<>(job);
    Thread.startVirtualThread(task);
    return task;
  }

  @Test
  void anAddressIsBuiltFromItsParts() {
    Address orders = Address.of("shm", "orders").with("capacity", "4MiB").with("wait", "park");
    assertThat(orders).hasToString("shm:orders?capacity=4MiB&wait=park");
    assertThat(orders.with("wait", "spin")).hasToString("shm:orders?capacity=4MiB&wait=spin");
    assertThatThrownBy(() -> orders.with("wait", "a&b"))
        .isInstanceOf(InvalidAddressException.class);
    assertThatThrownBy(() -> orders.with("wait", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Address.of("shm", "..")).isInstanceOf(InvalidAddressException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void everyEndIsOpenedByAddressAndAllMessagesAreReceived(String scheme) throws Exception {
    Address address = address(scheme);
    try (Receiver receiver = Ipc.receiver(address)) {
      try (Sender sender = Ipc.sender(address)) {
        assertThat(sender.send("one", SHORT)).isTrue();
        assertThat(sender.send("two".getBytes(StandardCharsets.UTF_8), SHORT)).isTrue();
        ByteBuffer three = ByteBuffer.wrap("three".getBytes(StandardCharsets.UTF_8));
        assertThat(sender.send(three, SHORT)).isTrue();
        assertThat(three.hasRemaining()).isFalse();
      }
      List<String> received = new ArrayList<>();
      receiver.forEach(message -> received.add(new String(message, StandardCharsets.UTF_8)));
      assertThat(received).containsExactly("one", "two", "three");
      receiver.forEach((segment, offset, length) -> received.add("after the end"));
      assertThat(received).hasSize(3);
    }
  }

  @Test
  void aTimedSendOfAFullChannelSendsNothing() throws Exception {
    Address address = address("memory").with("capacity", "4KiB");
    try (Receiver _ = Ipc.receiver(address)) {
      Sender sender = Ipc.sender(address);
      while (sender.offer(new byte[500])) {
        // until it is full
      }
      ByteBuffer left = ByteBuffer.allocate(500);
      assertThat(sender.send(left, SHORT)).isFalse();
      assertThat(left.remaining()).isEqualTo(500);
      assertThat(sender.send(new byte[500], SHORT)).isFalse();
      assertThat(sender.send("x".repeat(500), Duration.ofSeconds(-1))).isFalse();
      Sender shared = sender.shared();
      assertThat(shared.send("x".repeat(500), SHORT)).isFalse();
      FutureTask<Void> waits =
          begin(() -> {
            shared.send(new byte[500]);
            return null;
          });
      assertThat(shared.offer(new byte[500])).isFalse();
      sender.close();
      assertThatThrownBy(() -> waits.get(1, TimeUnit.MINUTES))
          .hasCauseInstanceOf(ChannelClosedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory",
        "shm",
        "sysv",
        "mmap",
        "mq",
        "sysvmq",
        "fifo",
        "pipe",
        "unix",
        "unixgram"
      })
  void aSharedSenderIsForManyThreads(String scheme) throws Exception {
    Address address = address(scheme);
    int threads = 4;
    int each = 2_000;
    try (Receiver receiver = Ipc.receiver(address)) {
      List<FutureTask<Void>> sending = new ArrayList<>();
      Sender sender = Ipc.sender(address).shared();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        sending.add(
            begin(() -> {
              for (int n = 0; n < each; n++) {
                sender.send(thread + " " + n);
              }
              return null;
            }));
      }
      Map<String, Integer> next = new TreeMap<>();
      for (int i = 0; i < threads * each; i++) {
        String[] words = receiver.receiveString().split(" ", 2);
        assertThat(Integer.parseInt(words[1])).isEqualTo(next.getOrDefault(words[0], 0));
        next.merge(words[0], 1, Integer::sum);
      }
      for (FutureTask<Void> task : sending) {
        task.get();
      }
      assertThat(next).hasSize(threads);
      assertThatThrownBy(() -> sender.claim(8)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> sender.tryClaim(8)).hasMessageContaining("has no claims");
      sender.close();
      assertThatThrownBy(() -> sender.send("x")).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> sender.send((MemorySegment) null, SHORT))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory",
        "shm",
        "sysv",
        "mmap",
        "mq",
        "sysvmq",
        "fifo",
        "pipe",
        "unix",
        "unixgram"
      })
  void aSenderOfTwoThreadsRefusesOneAndEveryMessageThatWasSentArrivesWhole(String scheme)
      throws Exception {
    Address address = address(scheme).with("maxMessage", "1KiB");
    int most = 20_000;
    try (Receiver receiver = Ipc.receiver(address)) {
      Sender sender = Ipc.sender(address);
      AtomicInteger sent = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      List<FutureTask<Void>> sending = new ArrayList<>();
      for (byte thread = 1; thread <= 2; thread++) {
        MemorySegment message = MemorySegment.ofArray(new byte[1000]).fill(thread);
        sending.add(
            begin(() -> {
              for (int n = 0; n < most && refused.get() < 1000; n++) {
                try {
                  sender.send(message);
                  sent.incrementAndGet();
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessageContaining("sender.shared()");
                  refused.incrementAndGet();
                }
              }
              return null;
            }));
      }
      FutureTask<Void> closing =
          begin(() -> {
            for (FutureTask<Void> task : sending) {
              task.get();
            }
            sender.close();
            return null;
          });
      AtomicInteger received = new AtomicInteger();
      receiver.forEach((segment, offset, length) -> {
        received.incrementAndGet();
        assertThat(length).isEqualTo(1000);
        byte first = segment.get(ValueLayout.JAVA_BYTE, offset);
        for (long i = 1; i < length; i++) {
          if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != first) {
            throw new AssertionError("a message of both threads");
          }
        }
      });
      closing.get();
      assertThat(received).hasValue(sent.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aTimedReceiveTellsAMessageFromTimeAndEnd(String scheme) throws Exception {
    Address address = address(scheme);
    try (Receiver receiver = Ipc.receiver(address)) {
      ByteBuffer buffer = ByteBuffer.allocate(8).position(2);
      try (Sender sender = Ipc.sender(address)) {
        assertThat(receiver.receiveString(SHORT)).isInstanceOf(Received.TimedOut.class);
        assertThat(receiver.receive(SHORT)).isInstanceOf(Received.TimedOut.class);
        assertThat(receiver.receive(buffer, SHORT)).isEqualTo(Receiver.TIMED_OUT);
        sender.send("one");
        assertThat(receiver.receiveString(LONG)).isEqualTo(new Received.Message<>("one"));
        sender.send("too long");
        assertThatThrownBy(() -> receiver.receive(buffer, LONG))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(receiver.receiveString(LONG)).isEqualTo(new Received.Message<>("too long"));
        sender.send("three");
        assertThat(receiver.receive(buffer, LONG)).isEqualTo(5);
        assertThat(buffer.position()).isEqualTo(7);
        assertThatThrownBy(() -> receiver.receiveString((Duration) null))
            .isInstanceOf(NullPointerException.class);
      }
      assertThat(receiver.receiveString(LONG)).isInstanceOf(Received.Ended.class);
      assertThat(receiver.receive(LONG).orNull()).isNull();
      assertThat(receiver.receive(buffer, LONG)).isEqualTo(Receiver.END_OF_STREAM);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "mq", "fifo"})
  void theRoomOfAClaimIsTheMessageAlone(String scheme) throws Exception {
    Address address = address(scheme);
    try (Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      try (Claim claim = sender.claim(3)) {
        MemorySegment room = claim.room();
        assertThat(room.byteSize()).isEqualTo(3);
        room.setString(0, "ab");
        assertThatThrownBy(() -> room.set(ValueLayout.JAVA_BYTE, 3, (byte) 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
        claim.commit(2);
      }
      assertThat(receiver.receiveString()).isEqualTo("ab");
    }
  }

  @Test
  void eventsAreASet() throws Exception {
    Address address = address("memory");
    try (Listener listener = Ipc.listener(address);
        Notifier notifier = Ipc.notifier(address)) {
      assertThat(listener.pollEvents()).isEqualTo(EventSet.NONE);
      assertThat(listener.awaitEvents(SHORT).isEmpty()).isTrue();
      notifier.signal(63);
      notifier.signal(5);
      EventSet events = listener.awaitEvents();
      assertThat(events).isEqualTo(EventSet.of(5, 63)).hasToString("{5, 63}");
      assertThat(events.contains(5)).isTrue();
      assertThat(events.contains(6)).isFalse();
      assertThat(events.size()).isEqualTo(2);
      List<Integer> each = new ArrayList<>();
      events.forEach(each::add);
      assertThat(each).containsExactly(5, 63);
      assertThatThrownBy(() -> events.contains(64)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> EventSet.of(-1)).hasMessageContaining("event=-1");
      assertThatThrownBy(() -> notifier.signal(64)).hasMessageContaining("event=64");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "unix"})
  void aServerServesEachClientAndOneThatFailsIsCounted(String scheme) throws Exception {
    Address address = address(scheme);
    Server server = Ipc.listen(address);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    FutureTask<Long> serving =
        begin(() ->
            server.serve(connection -> {
              for (String word; (word = connection.receiveString()) != null; ) {
                if (word.equals("fail")) {
                  throw new IllegalStateException("as asked");
                }
                if (word.equals("slowly")) {
                  asked.countDown();
                  mayAnswer.await();
                }
                connection.send(word + "!");
              }
            }));
    try (Connection failing = Ipc.connect(address);
        Connection good = Ipc.connect(address)) {
      assertThat(good.call("hello")).isEqualTo("hello!");
      assertThatThrownBy(() -> failing.call("fail")).isInstanceOf(PeerClosedException.class);
      assertThat(good.call("again".getBytes(StandardCharsets.UTF_8)))
          .isEqualTo("again!".getBytes(StandardCharsets.UTF_8));
      good.send("slowly");
      asked.await();
      server.close();
      assertThat(serving.isDone()).as("a client is being served").isFalse();
      mayAnswer.countDown();
      assertThat(good.receiveString()).isEqualTo("slowly!");
    }
    assertThat(serving.get(1, TimeUnit.MINUTES)).isEqualTo(1);
    assertThatThrownBy(() -> server.serve(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aPollerLetsGoOfAnEndAndIsWokenByAnyThread() throws Exception {
    Address address = address("memory");
    try (Poller poller = new Poller();
        Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      List<Long> lengths = new ArrayList<>();
      poller.add(
          receiver,
          (segment, offset, length) -> {
            lengths.add(length);
            poller.remove(receiver);
          });
      assertThat(poller.poll()).isZero();
      CompletableFuture<Void> waking = CompletableFuture.runAsync(poller::wakeup);
      assertThat(poller.await(Duration.ofMinutes(4))).isZero();
      waking.join();
      sender.send("abc");
      while (lengths.isEmpty()) {
        poller.await(Duration.ofSeconds(1));
      }
      assertThat(poller.size()).isZero();
      assertThat(poller.remove(receiver)).isFalse();
      sender.send("direct");
      assertThat(receiver.receiveString()).isEqualTo("direct");
      assertThat(lengths).containsExactly(3L);
    }
  }

  @Test
  void aPollerWaitsForTimersAndChildrenAndWhateverElseIsWaitable() throws Exception {
    List<String> happened = new ArrayList<>();
    try (Poller poller = new Poller();
        Ticker ticker = Ticker.every(SHORT)) {
      Child child = Spawn.of("/bin/true").start();
      poller.add(
          ticker,
          () -> {
            assertThat(ticker.poll()).isPositive();
            happened.add("tick");
          });
      poller.add(
          child,
          () -> {
            happened.add("child " + child.status().orElseThrow().isSuccess());
            poller.remove(child);
          });
      ReadyHandler failing =
          new ReadyHandler() {
            @Override
            public void onReady() throws IpcException {
              throw new PeerClosedException("as asked");
            }

            @Override
            public void onFailure(Waitable end, IpcException failure) {
              happened.add(failure.getMessage());
            }
          };
      poller.add(timeout -> true, failing);
      while (!happened.containsAll(List.of("tick", "child true", "as asked"))) {
        poller.await(Duration.ofSeconds(1));
      }
      assertThat(poller.size()).isOne();
      poller.remove(ticker);
      poller.add(
          timeout -> {
            throw new UnsupportedOperationException("as asked");
          },
          () -> {});
      assertThatThrownBy(() -> poller.await(LONG))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> poller.add((Waitable) null, failing))
          .isInstanceOf(NullPointerException.class);
    }
    assertThat(happened.stream().filter("as asked"::equals)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "fifo", "unix"})
  void aSenderThatReconnectsOutlivesItsReceiverAndTellsOfTheGap(String scheme) throws Exception {
    Address address = address(scheme).with("reconnect", "true").with("connect", "1m");
    Receiver first = Ipc.receiver(address);
    Sender sender = Ipc.sender(address);
    sender.send("one");
    assertThat(first.receiveString()).isEqualTo("one");
    first.close();
    assertThatThrownBy(() -> sendUntilGone(sender)).isInstanceOf(PeerClosedException.class);
    assertThat(sender.offer("while it is away")).isFalse();
    assertThat(sender.tryClaim(8)).isNull();
    FutureTask<Void> waits =
        begin(() -> {
          sender.send("two");
          return null;
        });
    try (Receiver second = Ipc.receiver(address)) {
      waits.get(1, TimeUnit.MINUTES);
      assertThat(second.receiveString()).isEqualTo("two");
      sender.close();
      assertThat(second.receiveString()).isNull();
      assertThatThrownBy(() -> sender.send("x")).isInstanceOf(ChannelClosedException.class);
    }
    assertThatThrownBy(() -> Ipc.receiver(address.with("reconnect", "perhaps")))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("reconnect=perhaps");
  }

  private static void sendUntilGone(Sender sender) throws Exception {
    while (true) {
      sender.send("lost");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "shm", "unix"})
  void aClientThatReconnectsOutlivesItsServerAndTellsOfTheGap(String scheme) throws Exception {
    Address address = address(scheme).with("connect", "1m");
    Server first = Ipc.listen(address);
    var _ = begin(() -> first.serve(UsualJobsTest::answerOnce));
    try (Connection connection = Ipc.connect(address.with("reconnect", "true"))) {
      assertThat(connection.call("one")).isEqualTo("one!");
      first.close();
      assertThatThrownBy(() -> connection.call("two")).isInstanceOf(PeerClosedException.class);
      try (Server second = Ipc.listen(address)) {
        var _ = begin(() -> second.serve(UsualJobsTest::answerOnce));
        assertThat(connection.call("three")).isEqualTo("three!");
        assertThat(connection.receive()).as("the end of the second server's stream").isNull();
        assertThat(connection.call("four".getBytes(StandardCharsets.UTF_8))).hasSize(5);
      }
    }
  }

  private static void answerOnce(Connection connection) throws IpcException, InterruptedException {
    connection.send(connection.receiveString() + "!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "unix", "shm", "mmap", "mq", "fifo"})
  void shortConnectionsLeaveOneTotalOfEachRole(String scheme) throws Exception {
    Address address = address(scheme);
    int before = IpcMetrics.totals().size();
    int connections = 200;
    try (Server server = Ipc.listen(address)) {
      var _ = begin(() -> server.serve(connection -> connection.send(connection.receiveString())));
      for (int i = 0; i < connections; i++) {
        try (Connection connection = Ipc.connect(address)) {
          assertThat(connection.call("x")).isEqualTo("x");
        }
      }
    }
    List<EndTotals> totals = IpcMetrics.totals();
    assertThat(totals.size() - before).isBetween(1, 2);
    EndTotals sent =
        totals.stream()
            .filter(total -> total.address().equals(address) && total.role() == EndRole.SENDER)
            .findFirst()
            .orElseThrow();
    assertThat(sent.messages()).isGreaterThanOrEqualTo(2L * connections);
    assertThat(sent.bytes()).isGreaterThanOrEqualTo(2L * connections);
    assertThat(sent.opened()).isGreaterThanOrEqualTo(2L * connections);
    assertThat(sent.unread()).isZero();
  }
}
