package org.javaipc.mq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.WrongKindException;
import org.javaipc.linux.mqueue.PosixQueue;
import org.javaipc.test.Needs;
import org.javaipc.test.OneAtATime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to channels over queues; the contract suite tests the rest. */
class QueueChannelTest {
  @RegisterExtension static final OneAtATime QUEUES = new OneAtATime("mqueue");

  private static final int MANY = Integer.getInteger("ipc.mq.messages", 200_000);

  @TempDir Path temporary;
  private Path directory;
  private long queuesBefore;
  private final Set<String> posixNames = new HashSet<>();

  @BeforeEach
  void countQueues() throws Exception {
    directory = temporary.resolve("run");
    queuesBefore = systemVQueues();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (String scheme : List.of("mq", "sysvmq")) {
      Path file = directory.resolve("jobs." + scheme);
      if (Files.exists(file)) {
        posixName();
        try (Receiver receiver = Ipc.receiver(address(scheme))) {
          receiveAll(receiver);
        }
      }
      assertThat(file).doesNotExist();
    }
    for (String name : posixNames) {
      assertThat(PosixQueue.unlink(name)).as("the POSIX queue was left").isFalse();
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> systemVQueues() <= queuesBefore);
  }

  /** Of this IPC namespace; others may come and go, so a test waits until there are no more. */
  private static long systemVQueues() throws Exception {
    return Files.readAllLines(Path.of("/proc/sysvipc/msg")).size() - 1L;
  }

  /** What the channel's header says, and no other user can know before. */
  private Optional<String> posixName() throws Exception {
    Path header = directory.resolve("jobs.mq");
    if (!Files.exists(header)) {
      return Optional.empty();
    }
    String bytes = new String(Files.readAllBytes(header), StandardCharsets.ISO_8859_1);
    Matcher name = Pattern.compile("javaipc-[^\0]+").matcher(bytes);
    if (!name.find()) {
      return Optional.empty();
    }
    posixNames.add(name.group());
    return Optional.of(name.group());
  }

  private String address(String scheme) {
    return scheme + ":jobs?dir=" + directory;
  }

  private static List<String> receiveAll(Receiver receiver) throws Exception {
    List<String> all = new ArrayList<>();
    while (true) {
      try {
        int taken =
            receiver.poll(
                (segment, offset, length) ->
                    all.add(
                        new String(
                            segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8)),
                100);
        if (taken <= 0) {
          return all;
        }
      } catch (PeerDiedException e) {
        all.add("died");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void whatAReceiverDidNotReadIsThereForTheNext(String scheme) throws Exception {
    try (Receiver first = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      sender.send("one");
      sender.send("two");
      sender.send("three");
      assertThat(first.receiveString()).isEqualTo("one");
    }
    try (Receiver next = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      sender.send("four");
      assertThat(receiveAll(next)).containsExactly("two", "three", "four");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void whatAKilledReceiverDidNotReadIsThereForTheNext(String scheme) throws Exception {
    try (TestProcess victim = TestProcess.java(NumberedReceiver.class, address(scheme), 2)) {
      assertThat(victim.line()).isEqualTo("ready");
      try (Sender sender = Ipc.sender(address(scheme))) {
        for (int i = 0; i < 5; i++) {
          sender.send("message " + i);
        }
        assertThat(victim.line()).isEqualTo("received 2");
        victim.kill();
        assertThatThrownBy(() -> sendForEver(sender)).isInstanceOf(PeerDiedException.class);
      }
    }
    try (Receiver next = Ipc.receiver(address(scheme))) {
      assertThat(receiveAll(next)).startsWith("message 2", "message 3", "message 4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  @DisplayName(
      "what a killed server leaves is no channel's: a receiver begins anew, and keeps again")
  void aReceiverComesAfterAKilledServer(String scheme) throws Exception {
    try (TestProcess server = TestProcess.java(WaitingServer.class, address(scheme))) {
      assertThat(server.line()).isEqualTo("ready");
      posixName();
    }
    try (Receiver _ = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      posixName();
      sender.send("x".repeat(5000)); // more than a greeting may have
    }
    try (Receiver next = Ipc.receiver(address(scheme))) {
      assertThat(receiveAll(next)).containsExactly("x".repeat(5000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void aServerLeavesTheMessagesOfAChannelAlone(String scheme) throws Exception {
    try (Receiver _ = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      posixName();
      sender.send("kept");
    }
    assertThatThrownBy(() -> Ipc.listen(address(scheme)))
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("a channel keeps unread messages under this name")
        .hasMessageContaining("ipc clean --kept " + scheme + ":jobs");
    try (Receiver next = Ipc.receiver(address(scheme))) {
      assertThat(receiveAll(next)).containsExactly("kept");
    }
    try (TestProcess killed = TestProcess.java(NumberedReceiver.class, address(scheme), 1)) {
      assertThat(killed.line()).isEqualTo("ready");
      posixName();
    }
    try (Server server = Ipc.listen(address(scheme))) { // as that one has left nothing unread
      posixName();
      assertThat(server.address().scheme()).isEqualTo(scheme);
    }
  }

  private static void sendForEver(Sender sender) throws Exception {
    while (true) {
      sender.send("more");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  @Timeout(600)
  void manyMessagesFromAnotherProcessArriveWholeAndInOrder(String scheme) throws Exception {
    try (Receiver receiver = Ipc.receiver(address(scheme));
        TestProcess peer = TestProcess.java(NumberedSender.class, address(scheme), MANY)) {
      long[] next = new long[1];
      while (receiver.receive(
              (segment, offset, length) -> {
                if (Numbered.read(segment, offset, length) != next[0]++) {
                  throw new AssertionError("message " + (next[0] - 1) + " is damaged or misplaced");
                }
              },
              100)
          > 0) {}
      assertThat(next[0]).isEqualTo(MANY);
      assertThat(peer.line()).isEqualTo("joined");
      assertThat(peer.line()).isEqualTo("sent " + MANY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void openedAndClosedAHundredTimesItLeavesNoQueue(String scheme) throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Receiver receiver = Ipc.receiver(address(scheme));
          Sender sender = Ipc.sender(address(scheme))) {
        posixName();
        sender.send("x");
        assertThat(receiver.receiveString()).isEqualTo("x");
      }
      assertThat(directory.resolve("jobs." + scheme)).doesNotExist();
    }
  }

  @Test
  @DisplayName("a queue that somebody removes under a living channel is a typed error at both ends")
  void removedUnderAChannel() throws Exception {
    try (Receiver receiver = Ipc.receiver(address("sysvmq"));
        Sender sender = Ipc.sender(address("sysvmq"))) {
      sender.send("lost");
      int id = newestQueue();
      assertThat(SystemVMessageQueue.ofId(id).remove()).isTrue();
      assertThatThrownBy(() -> sender.send("x"))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll("sysvmq:jobs", "was removed", "msqid=" + id);
      assertThatThrownBy(receiver::receiveString)
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll("was removed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  @DisplayName("Q1 Q2 a sender is told at once that a living receiver's queue was removed")
  void aSenderComesToARemovedQueue(String scheme) throws Exception {
    try (Receiver receiver = Ipc.receiver(address(scheme))) {
      removeQueue(scheme);
      assertThatThrownBy(() -> Ipc.sender(address(scheme) + "&connect=10m"))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll(scheme + ":jobs", "was removed", "queue was removed");
      assertThat(receiver.isEnded()).isFalse();
    }
    try (Receiver again = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      sender.send("goes on");
      assertThat(again.receiveString()).isEqualTo("goes on");
    }
  }

  private void removeQueue(String scheme) throws Exception {
    boolean removed =
        scheme.equals("mq")
            ? PosixMessageQueue.unlink(posixName().orElseThrow())
            : SystemVMessageQueue.ofId(newestQueue()).remove();
    assertThat(removed).isTrue();
  }

  @Test
  @DisplayName("Q1 a receiver that waits, and a sender that does, end when the queue is removed")
  void removedDuringTheWait() throws Exception {
    String small = address("sysvmq") + "&maxMessage=8&capacity=16";
    try (Receiver receiver = Ipc.receiver(small)) {
      AtomicReference<Thread> receiving = new AtomicReference<>();
      CompletableFuture<Throwable> waiting =
          failureOf(() -> {
            receiving.set(Thread.currentThread());
            receiver.receive();
          });
      await().atMost(60, TimeUnit.SECONDS).until(() -> isParked(receiving.get()));
      assertThat(waiting).isNotDone();
      removeQueue("sysvmq");
      assertRemoved(waiting);
    }
    try (Receiver receiver = Ipc.receiver(small);
        Sender sender = Ipc.sender(small)) {
      CompletableFuture<Throwable> waiting = failureOf(() -> sendForEver(sender));
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> unread(newestQueue()) > 4); // "more" and the mark: it is full
      removeQueue("sysvmq");
      assertRemoved(waiting);
      assertThatThrownBy(receiver::receive).isInstanceOf(CorruptChannelException.class);
    }
  }

  private static boolean isParked(Thread thread) {
    return thread != null
        && Stream.of(thread.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().startsWith("park"));
  }

  private static void assertRemoved(CompletableFuture<Throwable> waiting) throws Exception {
    assertThat(waiting.get(60, TimeUnit.SECONDS))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContainingAll("sysvmq:jobs", "was removed", "msqid=");
  }

  private static long unread(int id) throws Exception {
    return SystemVMessageQueue.ofId(id).status().messages();
  }

  private interface Waiting {
    void run() throws Exception;
  }

  private static CompletableFuture<Throwable> failureOf(Waiting body) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            body.run();
            failure.complete(new AssertionError("it ended without an error"));
          } catch (Throwable t) {
            failure.complete(t);
          }
        });
    return failure;
  }

  /** The id of this process's queue: the kernel knows who sent last. */
  private static int newestQueue() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    return Files.readAllLines(Path.of("/proc/sysvipc/msg")).stream()
        .skip(1)
        .map(line -> line.strip().split(" +", -1))
        .filter(cells -> cells[5].equals(pid))
        .mapToInt(cells -> Integer.parseInt(cells[1]))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void aMaxMessageOverTheKernelsLimitIsRefusedWithItsName(String scheme) throws Exception {
    String limit = scheme.equals("mq") ? "fs.mqueue.msgsize_max=" : "kernel.msgmax=";
    String address = address(scheme) + "&maxMessage=900MiB&capacity=1GiB";
    assertThatThrownBy(() -> Ipc.receiver(address))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll("jobs", limit, "sysctl");
    assertThat(directory.resolve("jobs." + scheme)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void aReceiverInAnotherIpcNamespaceIsToldApart(String scheme) throws Exception {
    Needs.root("have another IPC namespace");
    Needs.program("unshare");
    List<String> command = new ArrayList<>(List.of("unshare", "--ipc", "--"));
    command.addAll(TestProcess.command(NumberedReceiver.class, address(scheme), 1));
    try (TestProcess receiver = TestProcess.start(command)) {
      assertThat(receiver.line()).isEqualTo("ready");
      assertThatThrownBy(() -> Ipc.sender(address(scheme)))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll("another IPC namespace", "--ipc=container");
    }
    assertTakenOverWithoutItsQueue(scheme);
  }

  private void assertTakenOverWithoutItsQueue(String scheme) throws Exception {
    try (Receiver next = Ipc.receiver(address(scheme));
        Sender sender = Ipc.sender(address(scheme))) {
      sender.send("goes on");
      assertThat(next.receiveString()).isEqualTo("goes on");
    }
    assertThat(directory.resolve("jobs." + scheme)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq", "sysvmq"})
  void whileTheOtherNamespaceLivesItsQueueIsNotGivenUp(String scheme) throws Exception {
    Needs.root("another IPC namespace");
    Needs.program("unshare");
    List<String> java = TestProcess.command(NumberedReceiver.class, address(scheme), 1);
    List<String> command =
        new ArrayList<>(List.of("unshare", "--ipc", "--", "sh", "-c", "\"$@\"; exec cat", "sh"));
    command.addAll(java);
    try (TestProcess container = TestProcess.start(command)) {
      assertThat(container.line()).isEqualTo("ready");
      ProcessHandle receiver = ProcessHandle.of(container.pid()).orElseThrow();
      receiver.children().forEach(ProcessHandle::destroyForcibly);
      await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> {
            assertThatThrownBy(() -> Ipc.receiver(address(scheme)))
                .isInstanceOf(AccessRefusedException.class)
                .hasMessageContainingAll("another IPC namespace", "--ipc=container");
          });
    }
    assertTakenOverWithoutItsQueue(scheme);
  }

  @Test
  void nobodyCanForetellTheNameOfAQueueAndMakeItFirst() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Receiver receiver = Ipc.receiver(address("mq"))) {
        assertThat(receiver.isEnded()).isFalse();
        posixName();
      }
    }
    assertThat(posixNames).as("a new one each time").hasSize(3);
    assertThat(posixNames)
        .allSatisfy(name -> assertThat(name).matches("javaipc-\\d+-[0-9a-f]+-[0-9a-f]{16}-jobs"));
  }
}
