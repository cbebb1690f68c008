package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/format.md says where the fields are that a living topic, a subscription and a log change. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopicFormatPageTest {
  private static final int SUBSCRIBERS = 5;
  private static final int FIRST_LANE = 384;
  private static final int LANE_LENGTH = 512;
  private static final int RECORD = 24;
  private static final int ASLEEP = 1;

  @TempDir Path folder;

  private final FormatPage page;

  TopicFormatPageTest() throws Exception {
    page = new FormatPage();
  }

  private String address(String options) {
    return "shm:x?dir=" + folder + options;
  }

  @Test
  @DisplayName("The fields of a topic and of a subscription are where the page says")
  void topic() throws Exception {
    MappedFields lane;
    MappedFields own;
    try (TopicPublisher publisher =
            Ipc.publisher(
                address(
                    "&capacity=4KiB&maxMessage=100&senders=3&subscribers=5&patience=1h&type=price/1"));
        TopicSubscription subscription = Ipc.subscribe(address("&wait=park"))) {
      MappedFields header = MappedFields.of(folder.resolve("x.shm"), page.table("topic header"));
      own = MappedFields.of(folder.resolve("x.shm-sub-0"), page.table("subscription header"));
      lane = header.at(FIRST_LANE, page.table("topic lane"));
      checkHeaders(header, own);
      MappedFields ownLane =
          own.at(own.offset("subscription_lanes"), page.table("subscription lane"));
      assertThat(lane.get("lane_state")).isEqualTo(1);
      assertThat(lane.get("taken")).isEqualTo(1);
      assertThat(lane.get("publisher_slot")).isEqualTo(own.get("subscription_slot"));
      for (int i = 0; i < 3; i++) {
        publisher.publish(new byte[10]);
      }
      assertThat(lane.get("published")).isEqualTo(3);
      assertThat(lane.get("last_odd")).isEqualTo(2 * RECORD);
      assertThat(lane.get("last_even")).isEqualTo(RECORD);
      assertThat(lane.get("position")).isEqualTo(3 * RECORD);
      assertThat(subscription.poll((segment, offset, length) -> {}, 2)).isEqualTo(2);
      assertThat(ownLane.get("read")).isEqualTo(2 * RECORD);
      assertThat(ownLane.get("done")).isEqualTo(2 * RECORD);
      assertThat(ownLane.get("passed")).isEqualTo(2);
      waitForRoom(publisher, subscription, lane, ownLane);
      sleep(publisher, subscription, own);
    }
    assertThat(lane.get("lane_state")).isZero();
    assertThat(lane.get("ended")).isEqualTo(1);
    assertThat(own.get("state")).isEqualTo(1);
  }

  private static void checkHeaders(MappedFields header, MappedFields own) {
    assertThat(text(header, "magic", 0)).isEqualTo("JAVATOP1");
    assertThat(header.get("version")).isEqualTo(1);
    assertThat(header.get("header_length")).isEqualTo(4096);
    assertThat(FIRST_LANE + 3 * LANE_LENGTH).isLessThan(4096);
    assertThat(header.get("capacity")).isEqualTo(4096);
    assertThat(header.get("max_message")).isEqualTo(100);
    assertThat(header.get("lanes")).isEqualTo(3);
    assertThat(header.get("subscribers")).isEqualTo(SUBSCRIBERS);
    assertThat(header.get("slow")).isEqualTo(1);
    assertThat(header.get("patience")).isEqualTo(Duration.ofHours(1).toNanos());
    assertThat(header.get("changes")).isNotZero();
    assertThat(header.memory().getInt(header.offset("type"))).isEqualTo(7);
    assertThat(text(header, "type", Integer.BYTES)).startsWith("price/1");
    assertThat(text(own, "magic", 0)).isEqualTo("JAVASUB1");
    assertThat(own.get("version")).isEqualTo(1);
    assertThat(own.get("lanes")).isEqualTo(3);
    assertThat(own.get("topic")).isEqualTo(header.get("number"));
    assertThat(own.get("token")).isEqualTo(header.memory().getLong(header.offset("marks"))).isOdd();
    assertThat(own.get("state")).isZero();
    assertThat(own.get("place")).isZero();
  }

  private static void waitForRoom(
      TopicPublisher publisher,
      TopicSubscription subscription,
      MappedFields lane,
      MappedFields ownLane)
      throws Exception {
    while (publisher.offer(new byte[100])) {
      // until it is full
    }
    Thread waiting = start(() -> publisher.publish(new byte[100]));
    await().until(() -> ownLane.get("publisher_word") == ASLEEP);
    assertThat(subscription.poll((segment, offset, length) -> {}, 1000)).isPositive();
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    assertThat(lane.get("room_waits")).isEqualTo(1);
    assertThat(lane.get("floor")).isPositive();
    assertThat(lane.get(lane.get("rises") % 2 == 0 ? "floor_even" : "floor_odd"))
        .isEqualTo(lane.get("floor"));
    while (subscription.poll((segment, offset, length) -> {}, 1000) > 0) {
      // until it is empty
    }
  }

  private static void sleep(
      TopicPublisher publisher, TopicSubscription subscription, MappedFields own) throws Exception {
    Thread waiting = start(() -> subscription.receive());
    await().until(() -> own.get("subscription_word") == ASLEEP);
    publisher.publish(new byte[1]);
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  @DisplayName("The death of a publisher is where the page says, once another has its lane")
  void deadPublisher() throws Exception {
    try (TopicPublisher _ = Ipc.publisher(address("&senders=2&subscribers=5"))) {
      MappedFields lane =
          MappedFields.of(folder.resolve("x.shm"), page.table("topic header"))
              .at(FIRST_LANE + LANE_LENGTH, page.table("topic lane"));
      lane.put("taken", 7);
      lane.put("ended", 6);
      lane.put("publisher_slot", 4711); // no process has that
      lane.put("lane_state", 1);
      try (TopicPublisher _ = Ipc.publisher(address(""))) {
        assertThat(lane.get("died")).isEqualTo(7);
        assertThat(lane.get("taken")).isEqualTo(8);
      }
      assertThat(lane.get("ended")).isEqualTo(8);
    }
  }

  @Test
  @DisplayName("What was missed, and who was disconnected, is where the page says")
  void slow() throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(address("&capacity=4KiB&slow=drop"));
        TopicSubscription subscription = Ipc.subscribe(address(""))) {
      for (int i = 0; i < 1000; i++) {
        publisher.publish(new byte[100]);
      }
      assertThat(subscription.receive()).isNotNull();
      MappedFields own =
          MappedFields.of(folder.resolve("x.shm-sub-0"), page.table("subscription header"));
      MappedFields ownLane =
          own.at(own.offset("subscription_lanes"), page.table("subscription lane"));
      assertThat(ownLane.get("missed")).isEqualTo(subscription.missed()).isPositive();
      assertThat(ownLane.get("passed")).isEqualTo(subscription.missed() + 1);
    }
    String one = address("&capacity=4KiB&patience=1ms&subscribers=5");
    try (TopicPublisher publisher = Ipc.publisher(one);
        TopicSubscription _ = Ipc.subscribe(one)) {
      MappedFields own =
          MappedFields.of(folder.resolve("x.shm-sub-0"), page.table("subscription header"));
      MappedFields lane =
          MappedFields.of(folder.resolve("x.shm"), page.table("topic header"))
              .at(FIRST_LANE, page.table("topic lane"));
      for (int i = 0; i < 100; i++) {
        publisher.publish(new byte[100]);
      }
      assertThat(lane.get("disconnected")).isEqualTo(1);
      assertThat(lane.memory().getLong(lane.offset("verdicts"))).isEqualTo(own.get("token"));
    }
  }

  @Test
  @DisplayName(
      "The fields of a log, and the place of a subscription that reads it, are where the page says")
  void log() throws Exception {
    Path files = folder.resolve("trades");
    try (TopicPublisher publisher =
            Ipc.publisher(
                "mmap:"
                    + files
                    + "?keep=7d,1GiB&roll=64KiB,1h&maxMessage=100&senders=1&type=price/1");
        TopicSubscription subscription = Ipc.subscribe("mmap:" + files + "?from=start")) {
      publisher.publish("0123456789");
      publisher.publish("next");
      publisher.sync();
      MappedFields file =
          MappedFields.of(files.resolve("0".repeat(20) + ".log"), page.table("log file"));
      assertThat(text(file, "magic", 0)).isEqualTo("JIPCLOG1");
      assertThat(file.get("version")).isEqualTo(1);
      assertThat(file.get("capacity")).isEqualTo(64 << 10);
      assertThat(file.get("size")).isEqualTo(64 << 10);
      assertThat(file.get("first")).isZero();
      assertThat(file.get("base")).isZero();
      assertThat(file.get("identity")).isNotZero();
      assertThat(file.get("boot")).isNotZero();
      assertThat(file.get("synced")).isEqualTo(8192 + 40 + 32);
      assertThat(file.get("sealed")).isZero();
      assertThat(file.get("max_message")).isEqualTo(100);
      assertThat(file.get("roll_bytes")).isEqualTo(64 << 10);
      assertThat(file.get("roll_nanos")).isEqualTo(Duration.ofHours(1).toNanos());
      assertThat(file.get("keep_bytes")).isEqualTo(1 << 30);
      assertThat(file.get("keep_nanos")).isEqualTo(Duration.ofDays(7).toNanos());
      assertThat(text(file, "type", Integer.BYTES)).startsWith("price/1");
      assertThat(file.memory().getLong(file.offset("index"))).isEqualTo(8192);
      MappedFields record = file.at(file.offset("records"), page.table("log record"));
      checkSums(file, record);
      assertThat(record.get("length")).isEqualTo(11);
      assertThat(record.get("number")).isZero();
      assertThat(record.get("time")).isEqualTo(file.get("first_time")).isPositive();
      assertThat(text(record, "message", 0)).isEqualTo("01234567");
      assertThat(file.at(8192 + 40, record.table()).get("number")).isEqualTo(1);
      assertThat(subscription.receiveString()).isEqualTo("0123456789");
      MappedFields own =
          MappedFields.of(files.resolve("bell-sub-0"), page.table("subscription header"));
      assertThat(own.get("place")).isEqualTo(2);
      assertThat(own.get("place_bytes")).isEqualTo(40);
    }
  }

  private static void checkSums(MappedFields file, MappedFields first) {
    byte[] header = bytes(file, 0, 64);
    ByteBuffer.wrap(header).putInt(file.offset("header_crc"), 0);
    CRC32C crc = new CRC32C();
    crc.update(header);
    crc.update(bytes(file, file.offset("type"), 104));
    assertThat((int) file.get("header_crc")).isEqualTo((int) crc.getValue());
    crc.reset();
    crc.update(bytes(file, file.offset("roll_bytes"), 32));
    assertThat((int) file.get("limits_crc")).isEqualTo((int) crc.getValue());
    byte[] record = bytes(first, first.base(), 24 + 10);
    ByteBuffer.wrap(record).putInt(first.offset("crc") - first.base(), 0);
    crc.reset();
    crc.update(record);
    assertThat((int) first.get("crc")).isEqualTo((int) crc.getValue());
  }

  private static byte[] bytes(MappedFields fields, int offset, int length) {
    byte[] bytes = new byte[length];
    fields.memory().get(offset, bytes);
    return bytes;
  }

  private static String text(MappedFields fields, String name, int behind) {
    return new String(
        bytes(fields, fields.offset(name) + behind, Long.BYTES), StandardCharsets.US_ASCII);
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Thread start(Call call) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            call.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }
}
