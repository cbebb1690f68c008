package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.ChannelClosedException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.SystemCallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipeRowsTest {
  private AnonymousPipe pipe;

  @BeforeEach
  void open() throws Exception {
    pipe = AnonymousPipe.open();
  }

  @AfterEach
  void close() {
    pipe.close();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(int most) throws Exception {
    ByteBuffer into = ByteBuffer.allocate(most);
    pipe.reader().read(into);
    return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("P1 bytes flow one way, in order, without boundaries; reading consumes; no seeking")
  void bytesFlowOneWay() throws Exception {
    pipe.writer().write(bytes("one"));
    pipe.writer().write(bytes("two"));
    assertThat(read(4)).isEqualTo("onet");
    assertThat(read(100)).isEqualTo("wo");
    assertThat(pipe.reader().tryRead(ByteBuffer.allocate(1))).isZero();
    for (PipeEnd end : new PipeEnd[] {pipe.reader(), pipe.writer()}) {
      assertThatThrownBy(end::position)
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining("ESPIPE");
    }
  }

  @Test
  @DisplayName(
      "P2 all write ends closed: the reader drains what is left, then the stream has ended")
  void endOfStream() throws Exception {
    pipe.writer().write(bytes("left"));
    pipe.writer().close();
    assertThat(read(100)).isEqualTo("left");
    for (int i = 0; i < 3; i++) {
      assertThat(pipe.reader().read(ByteBuffer.allocate(1))).isEqualTo(PipeReader.END_OF_STREAM);
      assertThat(pipe.reader().tryRead(ByteBuffer.allocate(1))).isEqualTo(PipeReader.END_OF_STREAM);
    }
  }

  @Test
  @DisplayName("P3 a write end that is open and silent: the reader waits")
  void silentWriter() throws Exception {
    long start = System.nanoTime();
    assertThat(pipe.reader().read(ByteBuffer.allocate(1), Duration.ofMillis(30))).isZero();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    CompletableFuture<String> reading = inBackground(() -> read(100));
    assertThat(reading).isNotDone();
    pipe.writer().write(bytes("at last"));
    assertThat(reading.get(60, TimeUnit.SECONDS)).isEqualTo("at last");
  }

  @Test
  @DisplayName(
      "P4 all read ends closed: the writer gets PeerClosedException, and the process lives")
  void brokenPipe() {
    pipe.reader().close();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pipe.writer().write(bytes("x")))
          .isInstanceOf(PeerClosedException.class);
      assertThatThrownBy(() -> pipe.writer().tryWrite(bytes("x")))
          .isInstanceOf(PeerClosedException.class);
    }
  }

  @Test
  @DisplayName(
      "P5 nobody reads: the writer waits once the pipe is full, and goes on when there is room")
  void fullPipe() throws Exception {
    long capacity = pipe.writer().capacity();
    byte[] much = new byte[3 * (int) capacity];
    ByteBuffer from = ByteBuffer.wrap(much);
    CompletableFuture<Boolean> writing =
        inBackground(() -> {
          pipe.writer().write(from);
          return true;
        });
    await().until(() -> pipe.reader().readable() == capacity);
    assertThat(writing).isNotDone();
    ByteBuffer into = ByteBuffer.allocate(much.length);
    while (into.hasRemaining()) {
      assertThat(pipe.reader().read(into)).isPositive();
    }
    assertThat(writing.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName(
      "P6 the capacity is read and set; over the system's limit it is a typed error with it")
  void capacity() throws Exception {
    assertThat(pipe.reader().capacity()).isEqualTo(65536);
    assertThat(pipe.writer().setCapacity(100_000)).isEqualTo(131072);
    assertThat(pipe.reader().capacity()).isEqualTo(131072);
    pipe.writer().write(ByteBuffer.allocate(20_000));
    assertThatThrownBy(() -> pipe.writer().setCapacity(4096)).hasMessageContaining("EBUSY");
    assertThatThrownBy(() -> pipe.writer().setCapacity(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pipe.writer().setCapacity(1L << 40))
        .hasMessageContaining("capacity=" + (1L << 40));
  }

  @Test
  @DisplayName(
      "P6 without privilege, the system's limit is named with its number, and nothing changes")
  void capacityWithoutPrivilege(@TempDir Path folder) throws Exception {
    String limit = Files.readAllLines(Path.of("/proc/sys/fs/pipe-max-size")).getFirst();
    long over = 2 * Long.parseLong(limit);
    try (Child child =
        Child.withoutPrivilege(
            Child.Capacities.class, Long.toString(over), folder.resolve("run").toString())) {
      for (String object : List.of("AnonymousPipe", "pipe:", "fifo:")) {
        assertThat(child.line())
            .startsWith(object + " ResourceLimitException ")
            .contains("capacity=" + over, "fs.pipe-max-size=" + limit + ",");
      }
      child.expect("65536 as it was");
    }
  }

  @Test
  @DisplayName("P7 an empty read and a full write return at once")
  void nonBlocking() throws Exception {
    assertThat(pipe.reader().tryRead(ByteBuffer.allocate(10))).isZero();
    long written = 0;
    for (int one = 1; one > 0; written += one) {
      one = pipe.writer().tryWrite(ByteBuffer.allocate(4096));
    }
    assertThat(written).isEqualTo(pipe.writer().capacity());
    assertThat(pipe.writer().tryWrite(ByteBuffer.allocate(1))).isZero();
    assertThat(pipe.writer().write(ByteBuffer.allocate(1), Duration.ZERO)).isZero();
  }

  @Test
  @DisplayName(
      "P8 parent to child, child to parent, and both ways at once over two pipes, by attaching")
  void bothWaysWithAChild() throws Exception {
    try (AnonymousPipe down = AnonymousPipe.open();
        AnonymousPipe up = AnonymousPipe.open()) {
      String addresses = down.reader().childAddress() + " " + up.writer().childAddress();
      try (Child child = Child.start(Child.Echo.class, addresses.split(" "))) {
        child.expect("attached");
        try (Sender sender = Ipc.sender(down.writer().childAddress().toString());
            Receiver receiver = Ipc.receiver(up.reader().childAddress().toString())) {
          closeNow(down); // what is left are the ends that were attached
          closeNow(up);
          for (int i = 0; i < 1000; i++) {
            sender.send("message " + i);
            assertThat(receiver.receiveString()).isEqualTo("message " + i);
          }
          closeNow(sender);
          assertThat(receiver.receive()).isNull();
          assertThat(receiver.isEnded()).isTrue();
        }
        child.expect("ended");
      }
    }
  }

  @Test
  @DisplayName(
      "P9 a process of this user attaches through /proc/PID/fd/N; what is not a pipe is refused")
  void attach() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    try (Receiver receiver = Ipc.receiver("pipe:child?pid=" + pid + "&in=" + pipe.reader().fd());
        Sender sender = Ipc.sender("pipe:child?pid=" + pid + "&out=" + pipe.writer().fd())) {
      sender.send("attached");
      assertThat(receiver.receiveString()).isEqualTo("attached");
    }
    assertThatThrownBy(() -> Ipc.receiver("pipe:child?pid=" + pid + "&in=99999"))
        .hasMessageContaining("/proc/" + pid + "/fd/99999");
    assertThatThrownBy(() -> Ipc.sender("pipe:child?in=3")).hasMessageContaining("out=FD");
    assertThatThrownBy(() -> Ipc.receiver("pipe:child?pid=1&in=x"))
        .hasMessageContaining("in=x is not the number of a descriptor");
  }

  @Test
  @DisplayName("P9 a descriptor of a file or a directory is refused, and nothing is leaked")
  void attachToWhatIsNoPipe(@TempDir Path temporary) throws Exception {
    Path path = Files.writeString(temporary.resolve("file"), "content");
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      assertThat(file.size()).isEqualTo(7);
      String own = "pipe:child?pid=" + ProcessHandle.current().pid();
      String fd = descriptorOf(path);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> Ipc.receiver(own + "&in=" + fd))
            .isInstanceOf(IpcException.class)
            .hasMessageContainingAll("/fd/" + fd, "pipe");
        assertThatThrownBy(() -> Ipc.sender(own + "&out=" + fd))
            .isInstanceOf(IpcException.class)
            .hasMessageContainingAll("/fd/" + fd, "pipe");
      }
      assertThat(descriptorsOf(path)).hasSize(1);
    }
    assertThat(path).hasContent("content");
  }

  private static String descriptorOf(Path path) throws Exception {
    return descriptorsOf(path).getFirst();
  }

  private static List<String> descriptorsOf(Path path) throws Exception {
    List<String> found = new ArrayList<>();
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      for (Path entry : entries.toList()) {
        // The descriptor of the list itself is gone by now; a pipe's has no path.
        if (Files.exists(entry) && Files.isSameFile(entry, path)) {
          found.add(String.valueOf(entry.getFileName()));
        }
      }
    }
    return found;
  }

  @Test
  @DisplayName(
      "P10 ls | wc -l as two processes joined by a pipe from Java, with both exit statuses")
  void twoProgramsJoined() throws Exception {
    String in = "cat /proc/" + ProcessHandle.current().pid() + "/fd/" + pipe.reader().fd();
    String out = "/proc/" + ProcessHandle.current().pid() + "/fd/" + pipe.writer().fd();
    Process wc = new ProcessBuilder("sh", "-c", in + " | wc -l").start();
    Process ls = new ProcessBuilder("sh", "-c", "ls -a / > " + out).start();
    assertThat(ls.waitFor()).isZero();
    pipe.writer().close();
    String lines = new String(wc.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(wc.waitFor()).isZero();
    try (var entries = Files.list(Path.of("/"))) {
      assertThat(Integer.parseInt(lines)).isEqualTo((int) entries.count() + 2); // . and ..
    }
  }

  @Test
  @DisplayName("P11 bytes move from pipe to pipe without being copied, and into two at once")
  void spliceAndTee() throws Exception {
    try (AnonymousPipe copy = AnonymousPipe.open();
        AnonymousPipe end = AnonymousPipe.open()) {
      pipe.writer().write(bytes("moved"));
      assertThat(pipe.reader().teeTo(copy.writer(), 100)).isEqualTo(5);
      assertThat(pipe.reader().spliceTo(end.writer(), 100)).isEqualTo(5);
      assertThat(pipe.reader().readable()).isZero();
      assertThat(pipe.reader().spliceTo(end.writer(), 100)).isZero();
      for (AnonymousPipe one : new AnonymousPipe[] {copy, end}) {
        ByteBuffer into = ByteBuffer.allocate(10);
        one.reader().read(into);
        assertThat(into.flip()).isEqualTo(bytes("moved"));
      }
      pipe.writer().close();
      assertThat(pipe.reader().spliceTo(end.writer(), 1)).isEqualTo(PipeReader.END_OF_STREAM);
    }
  }

  @Test
  @DisplayName("P11 nothing moves into an end that is closed, or that nobody reads")
  void spliceToNobody() throws Exception {
    pipe.writer().write(bytes("kept"));
    try (AnonymousPipe other = AnonymousPipe.open()) {
      other.reader().close();
      assertThatThrownBy(() -> pipe.reader().spliceTo(other.writer(), 4))
          .isInstanceOf(PeerClosedException.class);
      other.writer().close();
      assertThatThrownBy(() -> pipe.reader().spliceTo(other.writer(), 4))
          .isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> pipe.reader().teeTo(other.writer(), 4))
          .isInstanceOf(ChannelClosedException.class);
    }
    assertThat(read(10)).isEqualTo("kept");
  }

  /** A step that has a result. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws Exception;
  }

  /** Closes what is closed once more, later. */
  static void closeNow(AutoCloseable resource) throws Exception {
    resource.close();
  }

  static <T> CompletableFuture<T> inBackground(Step<T> step) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            future.complete(step.run());
          } catch (Throwable t) {
            future.completeExceptionally(t);
          }
        });
    return future;
  }
}
