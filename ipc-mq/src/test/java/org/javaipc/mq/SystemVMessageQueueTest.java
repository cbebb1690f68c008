package org.javaipc.mq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.sysv.SystemVQueueStatus;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** System V queues against the kernel. */
class SystemVMessageQueueTest {
  private static final SystemVTypes ANY = SystemVTypes.any();
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<SystemVMessageQueue> made = new ArrayList<>();

  private SystemVMessageQueue queue() throws Exception {
    return remember(SystemVMessageQueue.createPrivate(0600));
  }

  private SystemVMessageQueue remember(SystemVMessageQueue queue) {
    made.add(queue);
    return queue;
  }

  @AfterEach
  void removeQueues() throws Exception {
    for (SystemVMessageQueue queue : made) {
      queue.remove();
    }
  }

  /** A key of this process; the test fails if somebody else has it. */
  private static int key(int number) {
    return (int) (0x4a000000L | ProcessHandle.current().pid() << 4 | number);
  }

  private static void send(SystemVMessageQueue queue, long type, String text) throws Exception {
    queue.send(type, text.getBytes(UTF_8));
  }

  private static String take(SystemVMessageQueue queue, SystemVTypes types) throws Exception {
    return queue.receive(types, Duration.ZERO).map(m -> m.type() + " " + m.text()).orElse("none");
  }

  @Test
  @DisplayName("Q1 messages are taken by type: exact, lowest up to, any except, any")
  void messagesAreTakenByType() throws Exception {
    SystemVMessageQueue queue = queue();
    send(queue, 5, "five");
    send(queue, 3, "three");
    send(queue, 7, "seven");
    send(queue, 3, "three again");
    send(queue, 1, "");
    assertThat(take(queue, SystemVTypes.exactly(7))).isEqualTo("7 seven");
    assertThat(take(queue, SystemVTypes.exactly(7))).isEqualTo("none");
    assertThat(take(queue, SystemVTypes.upTo(4))).isEqualTo("1 ");
    assertThat(take(queue, SystemVTypes.except(5))).isEqualTo("3 three");
    assertThat(take(queue, SystemVTypes.upTo(2))).isEqualTo("none");
    assertThat(take(queue, ANY)).isEqualTo("5 five");
    assertThat(take(queue, ANY)).isEqualTo("3 three again");
    assertThat(take(queue, ANY)).isEqualTo("none");
  }

  @Test
  @DisplayName("Q1 a key finds the queue; making it exclusively is refused when it is there")
  void keyFindsQueue() throws Exception {
    SystemVMessageQueue first = remember(SystemVMessageQueue.create(key(1), 0600));
    assertThat(SystemVMessageQueue.open(key(1)).id()).isEqualTo(first.id());
    assertThat(SystemVMessageQueue.createOrOpen(key(1), 0600).id()).isEqualTo(first.id());
    assertThat(SystemVMessageQueue.ofId(first.id()).status().key()).isEqualTo(key(1));
    assertThatThrownBy(() -> SystemVMessageQueue.create(key(1), 0600))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContainingAll("key=0x%08x".formatted(key(1)), "msgget", "EEXIST", "open it");
    assertThat(first.remove()).isTrue();
    assertThatThrownBy(() -> SystemVMessageQueue.open(key(1)))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll("key=0x%08x".formatted(key(1)), "ENOENT", "ipcs -q");
  }

  @Test
  @DisplayName("Q1 a longer message than was asked for stays, and is cut only if asked")
  void longMessageIsCutOnlyIfAsked() throws Exception {
    SystemVMessageQueue queue = queue();
    send(queue, 1, "0123456789");
    send(queue, 1, "next");
    assertThatThrownBy(() -> queue.receive(ANY.atMost(4)))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll("msqid=" + queue.id(), "E2BIG", "most=4", "truncate");
    assertThat(queue.status().messages()).isEqualTo(2);
    assertThat(queue.receive(ANY.truncatedTo(4)).text()).isEqualTo("0123");
    assertThat(queue.receive(ANY.atMost(4)).text()).isEqualTo("next");
  }

  @Test
  @DisplayName("Q1 stat tells key, owner, mode, contents, limit, last processes and times")
  void statTellsWhatTheKernelKnows() throws Exception {
    SystemVMessageQueue queue = remember(SystemVMessageQueue.create(key(2), 0640));
    SystemVQueueStatus fresh = queue.status();
    assertThat(fresh.key()).isEqualTo(key(2));
    assertThat(fresh.mode()).isEqualTo(0640);
    assertThat(fresh.uid()).isEqualTo(fresh.creatorUid());
    assertThat(fresh.gid()).isEqualTo(fresh.creatorGid());
    assertThat(fresh.capacity()).isEqualTo(SystemVMessageQueue.limits().capacity());
    assertThat(fresh.lastSent()).isEqualTo(Instant.EPOCH);
    assertThat(fresh.lastSender()).isZero();
    send(queue, 1, "abc");
    send(queue, 2, "de");
    assertThat(queue.status().messages()).isEqualTo(2);
    assertThat(queue.status().bytes()).isEqualTo(5);
    queue.receive(ANY);
    SystemVQueueStatus used = queue.status();
    long pid = ProcessHandle.current().pid();
    assertThat(used.bytes()).isEqualTo(2);
    assertThat((long) used.lastSender()).isEqualTo(pid);
    assertThat((long) used.lastReceiver()).isEqualTo(pid);
    assertThat(used.lastSent()).isAfterOrEqualTo(fresh.changed());
    assertThat(used.lastReceived()).isAfterOrEqualTo(used.lastSent());
  }

  @Test
  @DisplayName("Q1 resize and permit change the limit and who may use it, and nothing else")
  void resizeChangesOnlyTheLimit() throws Exception {
    SystemVMessageQueue queue = queue();
    queue.resize(100);
    assertThat(queue.status().capacity()).isEqualTo(100);
    assertThat(queue.status().mode()).isEqualTo(0600);
    MemorySegment sixty = MemorySegment.ofArray(new byte[60]);
    assertThat(queue.offer(1, sixty, 0, 60)).isTrue();
    assertThat(queue.offer(1, sixty, 0, 60)).isFalse();
    assertThat(queue.send(1, sixty, 0, 60, Duration.ofMillis(5))).isFalse();
    queue.resize(120);
    assertThat(queue.offer(1, sixty, 0, 60)).isTrue();
    queue.permit(queue.status().uid(), queue.status().gid(), 0660);
    assertThat(queue.status().mode()).isEqualTo(0660);
    assertThat(queue.status().capacity()).isEqualTo(120);
  }

  @Test
  @DisplayName("Q1 a message over the kernel's limit, or over the queue's, is refused at once")
  void tooLongIsRefusedWithTheLimit() throws Exception {
    SystemVMessageQueue queue = queue();
    long limit = SystemVMessageQueue.limits().messageSize();
    MemorySegment message = Arena.ofAuto().allocate(limit + 1);
    assertThatThrownBy(() -> queue.offer(1, message, 0, limit + 1))
        .isInstanceOf(MessageTooLongException.class)
        .hasMessageContainingAll("length=" + (limit + 1), "kernel.msgmax=" + limit);
    assertThat(queue.offer(1, message, 0, limit)).isTrue();
    queue.receive(ANY);
    queue.resize(10);
    assertThatThrownBy(() -> queue.send(1, message, 0, 11, LONG))
        .isInstanceOf(MessageTooLongException.class)
        .hasMessageContainingAll("length=11", "msg_qbytes=10");
    assertThat(queue.status().messages()).isZero();
  }

  @Test
  @DisplayName("Q1 waiting ends with a typed error when the queue is removed, on both sides")
  void waitingEndsWhenTheQueueIsRemoved() throws Exception {
    SystemVMessageQueue empty = queue();
    SystemVMessageQueue full = queue();
    full.resize(4);
    send(full, 1, "full");
    CompletableFuture<Void> receiving = new CompletableFuture<>();
    CompletableFuture<Void> sending = new CompletableFuture<>();
    start(receiving, () -> empty.receive(ANY));
    start(sending, () -> send(full, 1, "more"));
    assertThat(receiving).isNotDone();
    try (TestProcess peer = CPeer.start("sysv-remove", empty.id())) {
      assertThat(peer.line()).isEqualTo("removed");
    }
    assertThat(full.remove()).isTrue();
    for (CompletableFuture<Void> waiting : List.of(receiving, sending)) {
      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessageContainingAll("msqid=", "was removed", "open it again or create it");
    }
    assertThat(full.remove()).isFalse();
    assertThatThrownBy(full::status).isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> full.resize(5)).isInstanceOf(NoSuchObjectException.class);
  }

  private interface Body {
    void run() throws Exception;
  }

  private static Thread start(CompletableFuture<Void> done, Body body) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            body.run();
            done.complete(null);
          } catch (Throwable t) {
            done.completeExceptionally(t);
          }
        });
  }

  @Test
  @DisplayName("Q1 an interrupt ends the wait, takes nothing, and the queue goes on")
  void interruptEndsTheWait() throws Exception {
    SystemVMessageQueue queue = queue();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread waiting = start(done, () -> queue.receive(ANY));
    waiting.interrupt();
    assertThatThrownBy(() -> done.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(InterruptedException.class);
    send(queue, 1, "later");
    assertThat(take(queue, ANY)).isEqualTo("1 later");
  }

  @Test
  @DisplayName("Q1 a thousand virtual threads wait on a queue and each gets its own type")
  void virtualThreadsWait() throws Exception {
    SystemVMessageQueue queue = queue();
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (long type = 1; type <= 1000; type++) {
      SystemVTypes own = SystemVTypes.exactly(type);
      CompletableFuture<String> future = new CompletableFuture<>();
      all.add(future);
      Thread.ofVirtual()
          .start(() -> {
            try {
              future.complete(queue.receive(own).text());
            } catch (Throwable t) {
              future.completeExceptionally(t);
            }
          });
    }
    for (long type = 1000; type >= 1; type--) {
      send(queue, type, "for " + type);
    }
    for (int type = 1; type <= 1000; type++) {
      assertThat(all.get(type - 1).get(60, TimeUnit.SECONDS)).isEqualTo("for " + type);
    }
  }

  @Test
  void misuseIsRefusedWithTheValue() throws Exception {
    SystemVMessageQueue queue = queue();
    assertThatThrownBy(() -> send(queue, 0, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type=0");
    assertThatThrownBy(() -> SystemVTypes.except(-1)).hasMessageContaining("type=-1");
    assertThatThrownBy(() -> ANY.atMost(-1)).hasMessageContaining("bytes=-1");
    assertThatThrownBy(() -> SystemVMessageQueue.create(0, 0600)).hasMessageContaining("key=0");
    assertThatThrownBy(() -> SystemVMessageQueue.ofId(-1)).hasMessageContaining("id=-1");
    assertThatThrownBy(() -> queue.resize(0)).hasMessageContaining("bytes=0");
    assertThatThrownBy(() -> queue.offer(1, MemorySegment.ofArray(new byte[3]), 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @DisplayName("Q4 a C program sends by key what Java receives by type, and the other way round")
  void cProgramIsAtTheOtherEnd() throws Exception {
    int key = key(3);
    try (TestProcess peer = CPeer.start("sysv-receive", key, -5, 2)) {
      assertThat(peer.line()).isEqualTo("ready");
      SystemVMessageQueue queue = remember(SystemVMessageQueue.open(key));
      send(queue, 6, "stays");
      send(queue, 5, "for you");
      assertThat(peer.line()).isEqualTo("5 for you");
      send(queue, 2, "you too");
      assertThat(peer.line()).isEqualTo("2 you too");
      assertThat(peer.exit()).isZero();
      try (TestProcess sender = CPeer.start("sysv-send", key, 9, "one", "two")) {
        assertThat(sender.line()).isEqualTo("sent");
      }
      assertThat(queue.receive(SystemVTypes.exactly(9)).text()).isEqualTo("one");
      assertThat(queue.receive(SystemVTypes.except(6), LONG))
          .get(InstanceOfAssertFactories.type(SystemVMessage.class))
          .extracting(SystemVMessage::text)
          .isEqualTo("two");
      assertThat(take(queue, ANY)).isEqualTo("6 stays");
    }
  }

  @Test
  @DisplayName("Q4 100,000 messages go to a C program and come back whole and in order")
  void manyMessagesToAndFromC() throws Exception {
    SystemVMessageQueue there = queue();
    SystemVMessageQueue back = queue();
    int count = 100_000;
    try (TestProcess peer = CPeer.start("sysv-echo", there.id(), back.id(), count)) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      start(
          sent,
          () -> {
            MemorySegment message = Arena.ofAuto().allocate(64);
            for (int i = 0; i < count; i++) {
              message.set(ValueLayout.JAVA_INT, i % 61 & ~3, i);
              there.send(1 + i % 3, message, 0, (i % 61 & ~3) + 4, LONG);
            }
          });
      for (int i = 0; i < count; i++) {
        int expected = i;
        boolean came =
            back.receive(
                ANY,
                (type, segment, offset, length) -> {
                  assertThat(type).isEqualTo(1 + expected % 3);
                  assertThat(length).isEqualTo((expected % 61 & ~3) + 4);
                  assertThat(segment.get(ValueLayout.JAVA_INT, offset + length - 4))
                      .isEqualTo(expected);
                },
                LONG);
        assertThat(came).as("message %d", i).isTrue();
      }
      sent.get(60, TimeUnit.SECONDS);
      assertThat(peer.line()).isEqualTo("echoed");
    }
  }

  @Test
  @DisplayName("Q1 another user is refused by the mode")
  void anotherUserIsRefused() throws Exception {
    Needs.root("be another user");
    Needs.program("setpriv");
    Needs.program("ipcrm");
    SystemVMessageQueue queue = remember(SystemVMessageQueue.create(key(4), 0600));
    send(queue, 1, "kept");
    String stranger =
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\" 2>&1"; // with what it says
    for (List<String> attempt :
        List.of(
            List.of("ipcrm", "-q", Integer.toString(queue.id())),
            List.of(CPeer.path(), "sysv-send", Integer.toString(key(4)), "1", "forged"))) {
      List<String> command = new ArrayList<>(List.of("sh", "-c", stranger, "sh"));
      command.addAll(attempt);
      try (TestProcess peer = TestProcess.start(command)) {
        assertThat(peer.line()).as("%s", attempt).containsIgnoringCase("permi");
        assertThat(peer.exit()).as("%s", attempt).isNotZero();
      }
    }
    assertThat(take(queue, ANY)).isEqualTo("1 kept");
    assertThat(take(queue, ANY)).isEqualTo("none");
  }
}
