package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.javaipc.cli.Call.end;
import static org.javaipc.cli.Call.start;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.mmap.log.LogLimits;
import org.javaipc.mmap.log.LogReader;
import org.javaipc.mmap.log.LogStart;
import org.javaipc.mmap.log.LogWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic that is recorded, and a recording that is published again. */
class RecordReplayTopicTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SUMMARY =
      Pattern.compile("recorded messages=(\\d+) bytes=\\d+ missed=(\\d+) to ");

  @RegisterExtension final Workplace at = new Workplace();

  private String log() {
    return at.file("log").toString();
  }

  private List<String> recorded() throws Exception {
    List<String> messages = new ArrayList<>();
    try (LogReader reader = LogReader.open(Path.of(log()), new LogStart.Start())) {
      while (reader.read()) {
        MemorySegment message = reader.segment().asSlice(reader.offset(), reader.length());
        messages.add(new String(message.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
      }
    }
    return messages;
  }

  private void write(long pause, String... messages) throws Exception {
    try (LogWriter writer = LogWriter.open(Path.of(log()), LogLimits.DEFAULT, 0600, true)) {
      long time = 1_000_000_000;
      for (String message : messages) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        writer.append(MemorySegment.ofArray(bytes), 0, bytes.length, time);
        time += pause;
      }
    }
  }

  @Test
  @DisplayName("A topic that is there is recorded without being asked for")
  void aLiveTopic() throws Exception {
    at.forgive(); // this JVM is in the runtime directory until it ends
    try (TopicPublisher publisher = Ipc.publisher("shm:live?dir=" + at.runtime())) {
      publisher.publish("before");
      IpcProcess record = at.ipc("record", "shm:live", log(), "--count", "3").awaitReady();
      publisher.publish("one");
      publisher.publish("");
      publisher.publish("three");
      assertThat(record.exit()).as(record.err()).isZero();
      assertThat(record.err()).contains("recorded messages=3 bytes=8 to " + log());
      assertThat(record.out()).isEmpty();
    }
    assertThat(recorded()).containsExactly("one", "", "three");
  }

  @Test
  @DisplayName("A topic that comes later is recorded with --topic")
  void aTopicThatComesLater() throws Exception {
    CompletableFuture<Call> record =
        start("record", "memory:later?history=100&connect=1m", log(), "--topic", "--count", "2");
    await().atMost(PATIENCE).until(() -> Files.exists(Path.of(log())));
    try (TopicPublisher publisher = Ipc.publisher("memory:later")) {
      publisher.publish("one");
      publisher.publish("two");
      assertThat(end(record).err()).contains("recorded messages=2 bytes=6 to ");
    }
    assertThat(recorded()).containsExactly("one", "two");
  }

  @Test
  @DisplayName("What a recording missed of a topic with slow=drop is in its summary, exactly")
  void gaps() throws Exception {
    String address = "shm:gaps?slow=drop&capacity=4KiB&end=last";
    int count = 20_000;
    at.forgive(); // likewise
    IpcProcess record;
    try (TopicPublisher publisher = Ipc.publisher(address + "&dir=" + at.runtime())) {
      record = at.ipc("record", address, log(), "--topic").awaitReady();
      record.signal("STOP");
      for (int i = 0; i < count; i++) {
        publisher.publish("message " + i);
      }
      assertThat(publisher.subscriptions()).isOne();
    }
    record.signal("CONT");
    assertThat(record.exit()).as(record.err()).isZero();
    Matcher summary = SUMMARY.matcher(record.err());
    assertThat(summary.find()).as(record.err()).isTrue();
    int recorded = Integer.parseInt(summary.group(1));
    int missed = Integer.parseInt(summary.group(2));
    assertThat(missed).isPositive();
    assertThat(recorded + missed).isEqualTo(count);
    List<String> messages = recorded();
    assertThat(messages).hasSize(recorded);
    assertThat(messages.getLast()).isEqualTo("message " + (count - 1));
  }

  @Test
  @DisplayName("A recording is published to every subscription of a topic, which goes on")
  void intoATopic() throws Exception {
    write(0, "a", "", "c");
    try (TopicPublisher _ = Ipc.publisher("memory:into");
        TopicSubscription first = Ipc.subscribe("memory:into");
        TopicSubscription second = Ipc.subscribe("memory:into")) {
      Call replayed = end(start("replay", log(), "memory:into", "--speed", "max"));
      assertThat(replayed.err()).isEqualTo("replayed messages=3 bytes=2 from " + log() + "\n");
      for (TopicSubscription subscription : List.of(first, second)) {
        assertThat(subscription.receiveString()).isEqualTo("a");
        assertThat(subscription.receiveString()).isEmpty();
        assertThat(subscription.receiveString()).isEqualTo("c");
        assertThat(subscription.isEnded()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("A recording makes a log with --topic, goes on with one that is there, and back")
  void intoALogAndBack() throws Exception {
    write(0, "a", "b");
    String trades = "mmap:" + at.file("trades");
    end(start("replay", log(), trades + "?keep=all", "--topic", "--speed", "max"));
    end(start("replay", log(), trades, "--speed", "max", "--from", "1"));
    String[] all = {"subscribe", trades, "--from", "start", "--count", "3", "--lines"};
    assertThat(end(start(all)).out()).isEqualTo("a\nb\nb\n");
    String again = at.file("again").toString();
    end(start("record", trades + "?from=1", again, "--topic", "--count", "2"));
    try (LogReader reader = LogReader.open(Path.of(again), new LogStart.End())) {
      assertThat(reader.next()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("Without --speed a replay takes as long as what was recorded")
  void originalSpeed() throws Exception {
    write(TimeUnit.MILLISECONDS.toNanos(300), "a", "b");
    try (TopicPublisher _ = Ipc.publisher("memory:speed");
        TopicSubscription subscription = Ipc.subscribe("memory:speed")) {
      long start = System.nanoTime();
      end(start("replay", log(), "memory:speed"));
      assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
      assertThat(subscription.receiveString()).isEqualTo("a");
      assertThat(subscription.receiveString()).isEqualTo("b");
    }
  }
}
