package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.javaipc.cli.Call.end;
import static org.javaipc.cli.Call.start;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.recording.Speed;
import org.javaipc.mmap.log.LogLimits;
import org.javaipc.mmap.log.LogReader;
import org.javaipc.mmap.log.LogStart;
import org.javaipc.mmap.log.LogWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A channel that is recorded, and a recording that is sent again. */
class RecordReplayTest {
  @RegisterExtension final Workplace at = new Workplace();

  private String log() {
    return at.file("log").toString();
  }

  private void write(List<String> messages, long pause) throws Exception {
    try (LogWriter writer = LogWriter.open(Path.of(log()), LogLimits.DEFAULT, 0600, true)) {
      long time = 1_000_000_000;
      for (String message : messages) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        writer.append(MemorySegment.ofArray(bytes), 0, bytes.length, time);
        time += pause;
      }
    }
  }

  private static void send(String... messages) throws Exception {
    try (Sender sender = Ipc.sender("memory:x")) {
      for (String message : messages) {
        sender.send(message);
      }
    }
  }

  @Test
  @DisplayName(
      "What is recorded is replayed as it was, message by message; a second recording goes on")
  void recordedIsReplayed() throws Exception {
    for (List<String> half : List.of(List.of("one", "", "three"), List.of("four", "five"))) {
      CompletableFuture<Call> record = start("record", "memory:x", log(), "--roll", "64KiB");
      send(half.toArray(String[]::new));
      Call recorded = end(record);
      assertThat(recorded.err())
          .contains("ready memory:x", "recorded messages=" + half.size(), " to " + log());
      assertThat(recorded.out()).isEmpty();
    }
    CompletableFuture<Call> recv = start("recv", "memory:x", "--lines");
    Call replayed = end(start("replay", log(), "memory:x", "--speed", "max"));
    assertThat(end(recv).out()).isEqualTo("one\n\nthree\nfour\nfive\n");
    assertThat(replayed.err()).isEqualTo("replayed messages=5 bytes=16 from " + log() + "\n");
  }

  @Test
  @DisplayName(
      "A replay takes as long as the recording, or as the speed says; it may begin and end anywhere")
  void timesAreKept() throws Exception {
    write(List.of("a", "b", "c", "d"), TimeUnit.MILLISECONDS.toNanos(400));
    CompletableFuture<Call> recv = start("recv", "memory:x", "--lines");
    long start = System.nanoTime();
    end(start("replay", log(), "memory:x", "--speed", "2x", "--from", "1", "--count", "2"));
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(end(recv).out()).isEqualTo("b\nc\n");
    assertThat(Speed.parse("0.5x")).hasValue(new Speed(0.5));
    assertThat(Speed.parse("0x")).isEmpty();
    assertThat(Speed.parse("fast")).isEmpty();
  }

  @Test
  @DisplayName(
      "A signal ends a recording in order: what came is there, and nothing is reserved any more")
  void aSignalEndsARecording() throws Exception {
    IpcProcess record = at.ipc("record", "shm:x", log()).awaitReady();
    IpcProcess send = at.ipc("send", "shm:x", "--lines");
    send.type("kept\n");
    Path file = Path.of(log(), "00000000000000000000.log");
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(file) && position() == 1);
    assertThat(Files.size(file)).isEqualTo(LogLimits.DEFAULT_ROLL);
    record.signal("INT");
    assertThat(record.exit()).isEqualTo(130);
    assertThat(record.err()).contains("recorded messages=1 bytes=4 to " + log());
    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertThat(position()).isEqualTo(1);
    send.endInput();
    send.exit();
  }

  private long position() throws Exception {
    try (LogReader reader = LogReader.open(Path.of(log()), new LogStart.End())) {
      return reader.next();
    }
  }

  @Test
  @DisplayName(
      "A damaged recording ends the replay with file and offset, and never as a whole stream")
  void damagedRecording() throws Exception {
    write(List.of("a".repeat(100), "b".repeat(100), "c".repeat(100)), 0);
    Path file;
    try (Stream<Path> files = Files.list(Path.of(log()))) {
      file = files.filter(each -> each.toString().endsWith(".log")).findFirst().orElseThrow();
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(8192 + 128 + 50);
      bytes.write('x');
    }
    try (Receiver receiver = Ipc.receiver("memory:x")) {
      assertFails(
          ExitCode.FAILED,
          "ipc: " + file + ": damaged at offset=8320",
          "replay",
          log(),
          "memory:x",
          "--speed",
          "max");
      assertThat(receiver.receiveString()).isEqualTo("a".repeat(100));
      assertThat(receiver.poll((segment, offset, length) -> {}, 1))
          .as("the sender is not closed, so that this is not an end of the stream")
          .isZero();
    }
  }

  @Test
  @DisplayName(
      "A log is published to, and subscribed to from a place or by a name, whose lag is shown")
  void aLogFromTheShell() throws Exception {
    String log = "mmap:" + at.file("trades");
    end(start("publish", log + "?keep=all", "--message", "a", "--message", "b"));
    String[] all = {"subscribe", log, "--from", "start", "--count", "2", "--lines"};
    assertThat(end(start(all)).out()).isEqualTo("a\nb\n");
    String[] one = {"subscribe", log, "--as", "billing", "--count", "1", "--lines"};
    assertThat(end(start(one)).out()).isEqualTo("a\n");
    assertThat(end(start("stat", log)).out())
        .contains("topic", ".place-billing", "lag 1 messages, 32 bytes");
    assertThat(end(start(one)).out()).isEqualTo("b\n");
  }

  @Test
  @DisplayName("Wrong usage, a recording that is not there, and one that is being written are told")
  void refusals() throws Exception {
    assertFails(ExitCode.FAILED, "no such recording", "replay", log(), "memory:x");
    write(List.of("a"), 0);
    assertFails(
        ExitCode.USAGE, "--speed=fast is not", "replay", log(), "memory:x", "--speed", "fast");
    assertFails(
        ExitCode.USAGE, "--from=then is not", "replay", log(), "memory:x", "--from", "then");
    assertFails(ExitCode.USAGE, "--roll=1 is not", "record", "memory:x", log(), "--roll", "1");
    assertFails(
        ExitCode.FAILED, "ends before position=1", "replay", log(), "memory:x", "--from", "9");
    try (LogWriter writer = LogWriter.open(Path.of(log()), LogLimits.DEFAULT, 0600, true)) {
      assertThat(writer.next()).isEqualTo(1);
      assertFails(ExitCode.REFUSED, "holds the lock", "record", "memory:x", log());
    }
  }

  private static void assertFails(int exitCode, String message, String... arguments)
      throws Exception {
    Call call = Call.of(arguments);
    assertThat(call.exit()).as(call.err()).isEqualTo(exitCode);
    assertThat(call.err()).contains(message);
  }
}
