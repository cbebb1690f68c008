package org.javaipc.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ChannelStatus;
import org.javaipc.Claim;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.javaipc.GeometryMismatchException;
import org.javaipc.HistoryGoneException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.MessageTooLongException;
import org.javaipc.PollHandler;
import org.javaipc.Poller;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.WrongKindException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics with {@code keep=}: publishers, subscriptions and their places. */
@Timeout(60)
class LogTopicTest {
  private static final int ALL = 1000;

  @TempDir Path parent;
  private String log;

  @BeforeEach
  void name() {
    log = "mmap:" + parent.resolve("trades");
  }

  private TopicPublisher publisher() throws Exception {
    return Ipc.publisher(log + "?keep=all&roll=64KiB");
  }

  private void publish(String... messages) throws Exception {
    try (TopicPublisher publisher = publisher()) {
      for (String message : messages) {
        publisher.publish(message);
      }
    }
  }

  private TopicSubscription subscribe(String options) throws Exception {
    return Ipc.subscribe(log + "?" + options);
  }

  /** {@return what is there now} */
  private static List<String> poll(TopicSubscription subscription) throws Exception {
    List<String> messages = new ArrayList<>();
    while (subscription.poll(
            (segment, offset, length) -> messages.add(text(segment, offset, length)), ALL)
        > 0) {
      // all of it
    }
    return messages;
  }

  private static String text(MemorySegment segment, long offset, long length) {
    return new String(
        segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private List<String> read(String options) throws Exception {
    try (TopicSubscription subscription = subscribe(options)) {
      return poll(subscription);
    }
  }

  @Test
  @DisplayName("What was published is there for each subscription, from the place that it says")
  void from() throws Exception {
    try (TopicSubscription early = subscribe("from=start")) {
      publish("a", "", "c");
      assertThat(poll(early)).containsExactly("a", "", "c");
      assertThat(early.position()).isEqualTo(3);
    }
    assertThat(read("from=start")).containsExactly("a", "", "c");
    assertThat(read("from=2")).containsExactly("c");
    assertThat(read("from=1h")).containsExactly("a", "", "c");
    assertThat(read("from=end")).isEmpty();
    try (TopicSubscription plain = Ipc.subscribe(log)) { // as the log is there, from=end
      publish("d");
      assertThat(plain.lag()).isEqualTo(1);
      assertThat(plain.latestString()).isEqualTo("d");
      assertThat(plain.lag()).isZero();
      assertThat(poll(plain)).isEmpty();
      assertThat(plain.latestString()).isEqualTo("d");
    }
  }

  @Test
  @DisplayName("Who sleeps at the end is woken by a publisher, on platform and on virtual threads")
  void woken() throws Exception {
    for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      AtomicReference<Object> got = new AtomicReference<>();
      try (TopicSubscription subscription = subscribe("from=end");
          TopicPublisher publisher = publisher()) {
        Thread thread =
            builder.start(() -> {
              try {
                got.set(subscription.receiveString());
              } catch (Exception e) {
                got.set(e);
              }
            });
        publisher.publish("wake up");
        thread.join();
        assertThat(got.get()).isEqualTo("wake up");
        assertThat(publisher.subscriptions()).isEqualTo(1);
      }
    }
  }

  @Test
  @DisplayName("Closing, an interrupt and a time end a wait")
  void waitsEnd() throws Exception {
    TopicSubscription subscription = subscribe("from=end");
    assertThat(subscription.receive(Duration.ofMillis(20)).orNull()).isNull();
    assertThat(subscription.awaitReady(Duration.ofMillis(1))).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(subscription::receive).isInstanceOf(InterruptedException.class);
    CompletableFuture<byte[]> waiting = subscription.receiveAsync();
    subscription.close();
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> poll(subscription)).isInstanceOf(ChannelClosedException.class);
    subscription.close();
  }

  @Test
  @DisplayName("A named subscription goes on behind the last message whose handler has returned")
  void named() throws Exception {
    publish("0", "1", "2", "3", "4");
    try (TopicSubscription billing = subscribe("as=billing")) {
      assertThat(billing.poll((segment, offset, length) -> {}, 2)).isEqualTo(2);
      assertThatThrownBy(() -> subscribe("as=billing"))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("as=billing");
      assertThatThrownBy(() ->
              billing.poll(
                  (segment, offset, length) -> {
                    throw new IllegalStateException("not dealt with");
                  },
                  1))
          .hasMessage("not dealt with");
    }
    assertThat(read("as=other&from=4")).containsExactly("4");
    try (TopicSubscription billing = subscribe("as=billing&from=start")) {
      assertThat(billing.position()).isEqualTo(2);
      assertThat(billing.receiveString()).isEqualTo("2");
      assertThat(billing.receiveString()).isEqualTo("3"); // so 2 is dealt with
    }
    assertThat(read("as=billing")).containsExactly("3", "4");
    assertThat(read("as=billing")).isEmpty();
    assertThat(read("as=other")).isEmpty();
  }

  @Test
  @DisplayName("A place in a log that was recreated, or whose record is another one, is told")
  void strangePlace() throws Exception {
    publish("0", "1", "2");
    assertThat(read("as=billing")).hasSize(3);
    Path folder = parent.resolve("trades");
    Files.delete(folder.resolve("00000000000000000000.log"));
    publish("other 0", "other 1", "other 2", "other 3");
    assertThatThrownBy(() -> subscribe("as=billing"))
        .isInstanceOf(HistoryGoneException.class)
        .hasMessageContaining(".place-billing")
        .hasMessageContaining("recreated");
    Files.write(folder.resolve(".place-torn"), "x".repeat(4096).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> subscribe("as=torn")).hasMessageContaining("neither copy");
  }

  @Test
  @DisplayName(
      "A subscription that history leaves behind is told once, and goes on where the log begins")
  void leftBehind() throws Exception {
    String kilobyte = "x".repeat(1024);
    try (TopicSubscription slow = subscribe("from=start");
        TopicPublisher publisher = Ipc.publisher(log + "?keep=256KiB&senders=1")) {
      publisher.publish(kilobyte);
      assertThat(slow.receiveString()).isEqualTo(kilobyte);
      for (int i = 1; i < 1000; i++) {
        publisher.publish(kilobyte);
      }
      assertThatThrownBy(() -> poll(slow)).isInstanceOf(HistoryGoneException.class);
      long first = slow.position();
      assertThat(slow.missed()).isPositive();
      EndTotals totals = totals(EndRole.SUBSCRIPTION, slow.address().toString());
      assertThat(totals.missed()).isEqualTo(slow.missed());
      assertThat(totals.unread()).isEqualTo(1000 - first);
      assertThat(totals.unreadBytes()).isEqualTo((1000 - first) * (24 + 1024));
      assertThat(poll(slow)).hasSize((int) (1000 - first));
      assertThatThrownBy(() -> subscribe("from=0"))
          .isInstanceOfSatisfying(
              HistoryGoneException.class, e -> assertThat(e.first()).isEqualTo(first));
      assertThatThrownBy(() -> Ipc.publisher(log + "?keep=all"))
          .isInstanceOf(ChannelBusyException.class);
    }
  }

  @Test
  @DisplayName("A log works in a poller beside others")
  void poller() throws Exception {
    List<String> got = new ArrayList<>();
    PollHandler handler = (segment, offset, length) -> got.add(text(segment, offset, length));
    publish("kept");
    try (Poller poller = new Poller();
        TopicSubscription history = subscribe("from=start");
        TopicSubscription live = subscribe("from=end");
        TopicPublisher publisher = publisher()) {
      poller.add(history, handler);
      poller.add(live, handler);
      await().until(() -> poller.await(Duration.ofMillis(10)) == 0 && got.size() == 1);
      publisher.publish("live");
      await().until(() -> poller.await(Duration.ofSeconds(5)) >= 0 && got.size() == 3);
    }
    assertThat(got).containsExactly("kept", "live", "live");
  }

  @Test
  @DisplayName("Claims, offers and timed sends append; sync has them on the disk")
  void waysToPublish() throws Exception {
    try (TopicPublisher publisher = publisher()) {
      assertThat(publisher.offer("offered")).isTrue();
      assertThat(publisher.send(MemorySegment.ofArray(new byte[3]), 0, 3, Duration.ZERO)).isTrue();
      Claim claim = publisher.claim(9);
      MemorySegment.copy(
          MemorySegment.ofArray("claimed..".getBytes(StandardCharsets.UTF_8)),
          0,
          claim.segment(),
          claim.offset(),
          9);
      claim.commit(7);
      publisher.claim(5).abort();
      publisher.sync();
    }
    assertThat(read("from=start")).containsExactly("offered", "\0\0\0", "claimed");
  }

  @Test
  @DisplayName("Both ends are in the metrics by the address of the log, and its bell is not")
  void metrics() throws Exception {
    try (Recording recording = new Recording();
        TopicSubscription _ = subscribe("from=start");
        TopicPublisher _ = publisher()) {
      recording.start();
      try (TopicSubscription _ = subscribe("from=end")) {
        assertThat(IpcMetrics.ends())
            .extracting(each -> each.address().toString())
            .filteredOn(each -> each.startsWith(log))
            .hasSize(3);
      }
      recording.stop();
      assertThat(recorded(recording)).containsExactly(log + "?from=end");
    }
    assertThat(IpcMetrics.totals()).noneMatch(each -> each.address().toString().contains("bell"));
    publish("a", "b, longer than what is said at the bell");
    assertThat(read("from=start")).hasSize(2);
    for (EndTotals totals :
        List.of(
            totals(EndRole.PUBLISHER, log + "?keep=all&roll=64KiB"),
            totals(EndRole.SUBSCRIPTION, log + "?from=start"))) {
      assertThat(totals.messages()).as("messages of %s", totals).isEqualTo(2);
      assertThat(totals.bytes()).as("bytes of %s", totals).isEqualTo(40);
    }
  }

  private List<String> recorded(Recording recording) throws Exception {
    Path file = parent.resolve("ends.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .map(event -> event.hasField("address") ? event.getString("address") : null)
        .filter(each -> each != null && each.startsWith(log))
        .distinct()
        .toList();
  }

  private static EndTotals totals(EndRole role, String address) {
    return IpcMetrics.totals().stream()
        .filter(each -> each.role() == role && each.address().toString().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep=week | keep=week is not all, a size",
        "keep=all&roll=1KiB | roll=1KiB is not a size from 64KiB",
        "from=yesterday | from=yesterday is not start, end, a position",
        "as=a/b | as=a/b is not a name",
        "keep=all&slow=drop | slow= and patience= do not apply to a log",
        "keep=all&senders=7 | state senders=1 for a single publisher",
        "keep=all&history=1 | history= does not apply to a log",
        "keep=all&end=last | end=last does not apply to a log"
      })
  @DisplayName("Options that are none, or do not go with a log, are refused")
  void options(String options, String message) {
    assertThatThrownBy(() -> subscribe(options))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep=64KiB            | keep=64KiB is stated but the log was created with keep=7d",
        "keep=all              | keep=all is stated but the log was created with keep=7d",
        "keep=7d,1GiB          | keep=7d,1GiB is stated",
        "roll=128KiB           | roll=128KiB is stated but the log was created with roll=1h,64KiB",
        "roll=64KiB            | roll=64KiB is stated but the log was created with roll=1h,64KiB",
        "keep=7d&maxMessage=99 | maxMessage=99 is stated but the log was created with maxMessage=2000"
      })
  @DisplayName(
      "Limits other than those of the log are refused at both ends, and nothing is removed")
  void otherLimits(String options, String message) throws Exception {
    try (TopicPublisher first = Ipc.publisher(log + "?keep=7d&roll=64KiB,1h&maxMessage=2000")) {
      for (int i = 0; i < 200; i++) {
        first.publish(new byte[2000]);
      }
      assertThatThrownBy(() -> Ipc.publisher(log + "?" + options))
          .isInstanceOf(GeometryMismatchException.class)
          .hasMessageContaining(log + "?" + options)
          .hasMessageContaining(message);
      assertThatThrownBy(() -> subscribe("from=start&" + options))
          .isInstanceOf(GeometryMismatchException.class)
          .hasMessageContaining(message);
    }
    assertThat(read("from=0&keep=7d")).hasSize(200);
  }

  @Test
  @DisplayName("Who states no limits, or the same, gets those of the log")
  void limitsOfTheLog() throws Exception {
    Ipc.publisher(log + "?keep=256KiB&maxMessage=1000").close(); // no message: nothing is fixed
    try (TopicPublisher first = Ipc.publisher(log + "?keep=400KiB&roll=1MiB&maxMessage=2000")) {
      first.publish("first");
    }
    for (String stated : List.of("", "?keep=400KiB", "?roll=1MiB", "?maxMessage=2000")) {
      try (TopicPublisher publisher = Ipc.publisher(log + stated)) {
        assertThat(publisher.maxMessage()).as(stated).isEqualTo(2000);
        for (int i = 0; i < 300; i++) {
          publisher.publish(new byte[2000]);
        }
      }
      assertThat(read("from=start")).as(stated).hasSizeBetween(100, 250);
    }
  }

  @Test
  @DisplayName("Limits are compared where another publisher has begun the log meanwhile, too")
  void limitsOfAnotherFirst() throws Exception {
    try (TopicSubscription subscription = subscribe("from=start&keep=1d");
        TopicPublisher late = Ipc.publisher(log + "?keep=1d");
        TopicPublisher unstated = Ipc.publisher(log + "?from=end");
        TopicPublisher first = Ipc.publisher(log + "?keep=7d&maxMessage=10")) {
      first.publish("first");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> late.publish("late"))
            .isInstanceOf(GeometryMismatchException.class)
            .hasMessageContaining("keep=7d");
        assertThatThrownBy(() -> poll(subscription)).isInstanceOf(GeometryMismatchException.class);
      }
      assertThatThrownBy(() -> unstated.publish("eleven char"))
          .isInstanceOf(MessageTooLongException.class);
      unstated.publish("ten chars.");
    }
    assertThat(read("from=start")).containsExactly("first", "ten chars.");
  }

  @Test
  @DisplayName("From outside, the log and how far each place is behind can be seen")
  void status() throws Exception {
    publish("0", "1", "2", "3");
    try (TopicSubscription billing = subscribe("as=billing")) {
      assertThat(billing.poll((segment, offset, length) -> {}, 1)).isEqualTo(1);
      List<ChannelStatus> seen = Ipc.context().status(log);
      assertThat(seen)
          .extracting(ChannelStatus::kind)
          .containsExactly(ChannelStatus.Kind.TOPIC, ChannelStatus.Kind.SUBSCRIPTION);
      assertThat(seen.get(0).sent()).isEqualTo(4);
      assertThat(seen.get(1).object()).endsWith(".place-billing");
      assertThat(seen.get(1).sent() - seen.get(1).received()).isEqualTo(3);
      assertThat(seen.get(1).unread()).isEqualTo(3 * 32);
    }
  }

  @Test
  @DisplayName(
      "From outside, how far subscriptions without a name are behind can be seen, and whose")
  void statusOfUnnamed() throws Exception {
    publish("0", "1", "2", "3");
    try (TopicSubscription _ = subscribe("from=start");
        TopicSubscription second = subscribe("from=1")) {
      assertThat(second.poll((segment, offset, length) -> {}, 2)).isEqualTo(2);
      List<ChannelStatus> seen = Ipc.context().status(log);
      assertThat(seen)
          .extracting(ChannelStatus::kind)
          .containsExactly(
              ChannelStatus.Kind.TOPIC,
              ChannelStatus.Kind.SUBSCRIPTION,
              ChannelStatus.Kind.SUBSCRIPTION);
      assertThat(seen)
          .extracting(each -> each.sent() - each.received())
          .containsExactly(4L, 4L, 1L);
      assertThat(seen).extracting(ChannelStatus::unread).containsExactly(4 * 32L, 4 * 32L, 32L);
      assertThat(seen.get(1).receiver()).hasValue(ProcessHandle.current().pid());
      assertThat(seen.get(2).state()).isEqualTo(ChannelStatus.State.LIVE);
      publish("4");
      assertThat(Ipc.context().status(log).get(2).unread()).isEqualTo(2 * 32L);
    }
    assertThat(Ipc.context().status(log)).hasSize(1);
  }

  @Test
  @DisplayName("A log is not a channel, and a channel no log")
  void wrongKind() throws Exception {
    publish("a");
    assertThatThrownBy(() -> Ipc.receiver(log)).isInstanceOf(WrongKindException.class);
    String channel = "mmap:" + parent.resolve("orders");
    Ipc.receiver(channel).close();
    assertThatThrownBy(() -> Ipc.publisher(channel + "?keep=all"))
        .isInstanceOf(WrongKindException.class);
    assertThatThrownBy(() -> Ipc.subscribe(channel + "?from=start"))
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("is a channel");
  }

  @Test
  @DisplayName("A topic without a log that is opened as one is named")
  void plainTopic() throws Exception {
    String topic = "mmap:" + parent.resolve("prices");
    try (TopicPublisher _ = Ipc.publisher(topic)) {
      for (String options : List.of("?keep=all", "?from=start", "?as=billing")) {
        assertThatThrownBy(() -> Ipc.publisher(topic + options))
            .isInstanceOf(WrongKindException.class)
            .hasMessageContaining("prices: is a topic without a log");
        assertThatThrownBy(() -> Ipc.subscribe(topic + options))
            .isInstanceOf(WrongKindException.class)
            .hasMessageContaining("leave keep=, roll=, from= and as= out");
      }
    }
    Path other = Files.writeString(parent.resolve("other"), "something else");
    assertThatThrownBy(() -> Ipc.publisher("mmap:" + other + "?keep=all"))
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("other: is a file, but a log is a folder");
  }
}
