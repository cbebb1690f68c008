package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.MessageHandler;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.linux.mqueue.PosixQueueList;
import org.javaipc.mq.PosixMessageQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The name of an open end that nobody has joined is taken away: nobody can come any more, and the end says so. */
@Timeout(120)
class RemovedNameTest {
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final MessageHandler NONE =
      (segment, offset, length) -> {
        throw new AssertionError("a message of length=" + length);
      };

  @TempDir Path folder;

  /** How a name is taken away. */
  enum Removal {
    /** Each file of the directory. */
    FILES {
      @Override
      void of(Path directory) throws IOException {
        for (Path file : files(directory)) {
          Files.delete(file);
        }
      }
    },
    /** The files and the directory. */
    DIRECTORY {
      @Override
      void of(Path directory) throws IOException {
        FILES.of(directory);
        Files.delete(directory);
      }
    },
    /** Each file gets another name. */
    MOVE {
      @Override
      void of(Path directory) throws IOException {
        for (Path file : files(directory)) {
          Files.move(file, directory.resolve(file.getFileName() + ".old"));
        }
      }
    };

    abstract void of(Path directory) throws IOException;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private Path directory() {
    return folder.resolve("run");
  }

  private String address(String scheme, String name) {
    return scheme + ":" + name + "?dir=" + directory();
  }

  @ParameterizedTest
  @CsvSource({
    "shm, FILES", "shm, DIRECTORY", "shm, MOVE", "sysv, FILES", "sysv, DIRECTORY", "mmap, FILES",
    "mq, FILES", "mq, DIRECTORY", "sysvmq, FILES", "fifo, FILES", "fifo, DIRECTORY", "unix, FILES",
    "unix, DIRECTORY", "unix, MOVE", "unixgram, FILES", "pipe, FILES"
  })
  void aReceiverIsTold(String scheme, Removal removal) throws Exception {
    try (Receiver platform = Ipc.receiver(address(scheme, "a"));
        Receiver virtual = Ipc.receiver(address(scheme, "b"));
        Receiver mailbox = Ipc.receiver(address(scheme, "c") + "&end=never");
        Receiver polled = Ipc.receiver(address(scheme, "d"));
        Receiver spinning = Ipc.receiver(address(scheme, "e") + "&wait=spin")) {
      List<Call> calls =
          List.of(
              Call.by(Thread.ofPlatform(), () -> platform.receive(NONE, 1, LONG)),
              Call.by(Thread.ofVirtual(), () -> virtual.receive(LONG)),
              Call.by(Thread.ofPlatform(), () -> mailbox.awaitReady(LONG)),
              Call.by(Thread.ofPlatform(), () -> pollUntilItThrows(polled)),
              Call.by(Thread.ofPlatform(), () -> spinning.receive(LONG)));
      removal.of(directory());
      for (Call call : calls) {
        call.assertTold("sender can join");
      }
      assertRemoval(() -> platform.receive(LONG)); // again
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fifo, none, FILES",
    "fifo, lines, DIRECTORY",
    "fifo, lines, MOVE",
    "unix, none, FILES",
    "unix, lines, MOVE",
    "unixgram, none, FILES"
  })
  void aReceiverOfOtherProgramsIsTold(String scheme, String framing, Removal removal)
      throws Exception {
    String options = "&framing=" + framing;
    try (Receiver platform = Ipc.receiver(address(scheme, "a") + options);
        Receiver virtual = Ipc.receiver(address(scheme, "b") + options);
        Receiver mailbox = Ipc.receiver(address(scheme, "c") + options + "&end=never");
        Receiver polled = Ipc.receiver(address(scheme, "d") + options)) {
      List<Call> calls =
          List.of(
              Call.by(Thread.ofPlatform(), () -> platform.receive(NONE, 1, LONG)),
              Call.by(Thread.ofVirtual(), () -> virtual.receive(LONG)),
              Call.by(Thread.ofPlatform(), () -> mailbox.awaitReady(LONG)),
              Call.by(Thread.ofPlatform(), () -> pollUntilItThrows(polled)));
      removal.of(directory());
      for (Call call : calls) {
        call.assertTold("program can come");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "unix"})
  @SuppressWarnings("try") // the end is closed in the middle
  void aReceiverWithAnotherProgramGoesOn(String scheme) throws Exception {
    String address = address(scheme, "a") + "&framing=lines";
    try (Receiver receiver = Ipc.receiver(address);
        Sender program = Ipc.sender(address)) {
      program.send("one");
      assertThat(receiver.receiveString()).isEqualTo("one");
      Removal.FILES.of(directory());
      assertThat(receiver.awaitReady(Duration.ofMillis(1200))).isFalse();
      program.send("two");
      assertThat(receiver.receiveString()).isEqualTo("two");
      program.close();
      assertThat(receiver.receiveString()).isNull();
    }
  }

  @Test
  void aReceiverOfAFifoThatIsClosedLeavesTheNextOnesFifo() throws Exception {
    String address = address("fifo", "a") + "&framing=none";
    Receiver first = Ipc.receiver(address);
    Removal.FILES.of(directory());
    try (Receiver next = Ipc.receiver(address)) {
      first.close();
      try (Sender program = Ipc.sender(address)) {
        program.send("found");
        assertThat(next.receiveString()).isEqualTo("found");
      }
    }
  }

  private static int pollUntilItThrows(Receiver receiver) throws IpcException {
    int taken = 0;
    while (taken == 0) {
      taken = receiver.poll(NONE, 1);
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mq", "fifo", "unix"})
  @SuppressWarnings("try") // the end is closed in the middle
  void aReceiverWithASenderGoesOnAndIsToldWhenThatHasLeft(String scheme) throws Exception {
    try (Receiver receiver = Ipc.receiver(address(scheme, "a") + "&end=never");
        Sender sender = Ipc.sender(address(scheme, "a"))) {
      sender.send(new byte[] {1});
      assertThat(receiver.receive(LONG).orNull()).containsExactly(1);
      Removal.FILES.of(directory());
      assertThat(receiver.awaitReady(Duration.ofMillis(1200))).isFalse();
      sender.send(new byte[] {2});
      assertThat(receiver.receive(LONG).orNull()).containsExactly(2);
      sender.close();
      assertRemoval(() -> receiver.receive(LONG));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shm, FILES",
    "shm, DIRECTORY",
    "fifo, FILES",
    "unix, FILES",
    "unix, DIRECTORY",
    "sysvmq, FILES"
  })
  void aServerIsTold(String scheme, Removal removal) throws Exception {
    try (Server platform = Ipc.listen(address(scheme, "a"));
        Server virtual = Ipc.listen(address(scheme, "b"))) {
      List<Call> calls =
          List.of(
              Call.by(Thread.ofPlatform(), () -> platform.accept()),
              Call.by(Thread.ofVirtual(), () -> virtual.accept(LONG)));
      removal.of(directory());
      for (Call call : calls) {
        call.assertTold("client can connect");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shm, FILES",
    "shm, DIRECTORY",
    "sysv, FILES",
    "mmap, FILES",
    "sem, FILES",
    "sem, DIRECTORY",
    "signal, FILES",
    "signal, DIRECTORY"
  })
  void aListenerIsTold(String scheme, Removal removal) throws Exception {
    try (Listener platform = Ipc.listener(address(scheme, "a"));
        Listener virtual = Ipc.listener(address(scheme, "b"));
        Listener polled = Ipc.listener(address(scheme, "c"))) {
      List<Call> calls =
          List.of(
              Call.by(Thread.ofPlatform(), () -> platform.await()),
              Call.by(Thread.ofVirtual(), () -> virtual.await(LONG)),
              Call.by(Thread.ofPlatform(), () -> pollUntilItThrows(polled)));
      removal.of(directory());
      for (Call call : calls) {
        call.assertTold("notifier can come");
      }
    }
  }

  private static long pollUntilItThrows(Listener listener) throws IpcException {
    long events = 0;
    while (events == 0) {
      events = listener.poll();
    }
    return events;
  }

  @ParameterizedTest
  @EnumSource(names = {"FILES", "DIRECTORY"})
  @SuppressWarnings("try") // the end is closed in the middle
  void bothEndsOfATopicAreToldWhoHaveNoPeer(Removal removal) throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(address("shm", "p"));
        TopicPublisher first = Ipc.publisher(address("shm", "s"));
        TopicSubscription subscription = Ipc.subscribe(address("shm", "s"))) {
      first.close();
      List<Call> calls =
          List.of(
              Call.by(Thread.ofPlatform(), () -> subscription.receive(LONG)),
              Call.by(Thread.ofPlatform(), () -> publishUntilItThrows(publisher)));
      removal.of(directory());
      for (Call call : calls) {
        call.assertTold("end can come");
      }
    }
  }

  private static int publishUntilItThrows(TopicPublisher publisher) throws Exception {
    int sent = 0;
    while (publisher.offer(new byte[] {1})) {
      sent++;
    }
    return sent;
  }

  @Test
  void aReceiverIsToldWhoseQueueAloneWasRemoved() throws Exception {
    try (Receiver receiver = Ipc.receiver(address("mq", "onlyqueue"))) {
      Call call = Call.by(Thread.ofPlatform(), () -> receiver.receive(LONG));
      List<String> queues =
          PosixQueueList.read().orElseThrow().stream()
              .filter(name -> name.endsWith("-onlyqueue"))
              .toList();
      assertThat(queues).hasSize(1);
      PosixMessageQueue.unlink(queues.getFirst());
      call.assertTold("sender can open it");
    }
  }

  private static void assertRemoval(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("its file was removed while it was open")
        .hasCauseInstanceOf(NoSuchObjectException.class);
  }

  /** A call that waits, on a thread of its own. */
  private record Call(FutureTask<Object> result) {
    static Call by(Thread.Builder thread, Callable<Object> body) {
      FutureTask<Object> task = new FutureTask<>(body);
      thread.start(task);
      return new Call(task);
    }

    void assertTold(String what) {
      assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS))
          .as("no " + what)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IpcException.class)
          .hasMessageContaining("its file was removed while it was open")
          .hasRootCauseInstanceOf(NoSuchObjectException.class);
    }
  }
}
