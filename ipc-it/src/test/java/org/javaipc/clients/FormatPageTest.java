package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/format.md says where the fields are that a running channel changes, and the clients have the same numbers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FormatPageTest {
  private static final int LANES = 3;
  private static final int NOBODY = 4711;
  private static final int ASLEEP = 1;

  /** Magics are texts to the clients, an odd pair lies behind an even one, and a subscription of theirs has no place in a log. */
  private static final Set<String> NOT_OF_SUBSCRIPTIONS =
      Set.of(
          "topic_magic",
          "own_magic",
          "publisher_last_odd",
          "publisher_floor_odd",
          "own_place",
          "own_place_bytes");

  @TempDir Path folder;

  private final FormatPage page;

  FormatPageTest() throws Exception {
    page = new FormatPage();
  }

  @Test
  @DisplayName("The fields of a ring are where the page says, from its making to its end")
  void ring() throws Exception {
    MappedFields header;
    try (Receiver receiver =
        Ipc.receiver(
            address("mmap", "capacity=16KiB&maxMessage=100&senders=3&end=never&type=order/v1"))) {
      header = MappedFields.of(folder.resolve("x.mmap"), page.table("ring header"));
      assertThat(text(header.memory(), header.offset("magic"))).isEqualTo("JAVAIPC1");
      assertThat(header.get("version")).isEqualTo(2);
      assertThat(header.get("header_length")).isEqualTo(4096);
      assertThat(header.get("capacity")).isEqualTo(16_384);
      assertThat(header.get("max_message")).isEqualTo(100);
      assertThat(header.get("slots")).isEqualTo(LANES);
      assertThat(header.get("flags")).isEqualTo(1);
      assertSlot(header.get("receiver_slot"));
      assertThat(header.get("boot")).isEqualTo(boot());
      assertThat(header.get("state")).isEqualTo(1);
      assertThat(header.get("term")).isEqualTo(1);
      assertThat(header.get("closed_term")).isZero();
      int type = header.offset("type");
      assertThat(header.memory().getInt(type)).isEqualTo(8);
      assertThat(text(header.memory(), type + Integer.BYTES)).isEqualTo("order/v1");
      MappedFields lane =
          header.at(header.offset("lane_descriptors"), page.table("lane descriptor"));
      useLane(receiver, header, lane);
      killNobody(receiver, header, lane);
    }
    assertThat(header.get("closed_term")).isEqualTo(1);
    assertThat(header.get("state")).isEqualTo(3);
    assertThat(header.get("term")).isEqualTo(2);
  }

  private void useLane(Receiver receiver, MappedFields header, MappedFields lane) throws Exception {
    long changes = header.get("changes");
    try (Sender sender = Ipc.sender(address("mmap", "wait=park"))) {
      assertThat(header.get("changes")).isNotEqualTo(changes);
      assertThat(lane.get("lane_state")).isEqualTo(1);
      assertThat(lane.get("sender_slot")).isEqualTo(header.get("receiver_slot"));
      for (int i = 0; i < 3; i++) {
        sender.send(new byte[10]);
      }
      assertThat(lane.get("producer_position")).isEqualTo(3 * 24);
      assertThat(lane.get("sent")).isEqualTo(3);
      assertStamp(header, 1);
      assertThat(receiver.poll((segment, offset, length) -> {}, 2)).isEqualTo(2);
      assertThat(lane.get("consumer_position")).isEqualTo(2 * 24);
      assertThat(lane.get("received")).isEqualTo(2);
      sender.sync();
      assertThat(lane.get("synced")).isEqualTo(3 * 24);
      while (sender.offer(new byte[100])) {
        // until it is full
      }
      assertSleeps(
          () -> sender.send(new byte[100]),
          lane,
          "sender_word",
          () -> receiver.poll((segment, offset, length) -> {}, 1000));
      assertThat(lane.get("room_waits")).isEqualTo(1);
    }
    assertThat(lane.get("lane_state")).isEqualTo(2);
    while (receiver.poll((segment, offset, length) -> {}, 1000) > 0) {
      // until it is empty, and the lane is freed
    }
    assertThat(lane.get("lane_state")).isZero();
    try (Sender sender = Ipc.sender(address("mmap", "wait=park"))) {
      assertSleeps(
          () -> receiver.receive(), header, "receiver_word", () -> sender.send(new byte[1]));
      int next = (int) lane.get("consumer_position") % 16_384;
      header.memory().putLong((int) header.get("header_length") + next, 0x1234);
      assertThatThrownBy(receiver::receive).isInstanceOf(CorruptChannelException.class);
      assertThat(lane.get("refused")).isEqualTo(1);
    }
  }

  /** The second record, at position 24, of 10 bytes. */
  private static void assertStamp(MappedFields header, int index) {
    long stamp = header.memory().getLong((int) header.get("header_length") + 24 * index);
    assertThat(stamp & 0x3fff_ffffL).isEqualTo(10);
    assertThat(stamp >>> 30 & 1).isZero();
    assertThat(stamp >>> 31 & 1).isEqualTo(1);
    assertThat(stamp >>> 32).isEqualTo(24 * index / 8);
  }

  /** A sender that is not a process has died. */
  private static void killNobody(Receiver receiver, MappedFields header, MappedFields lane)
      throws Exception {
    MappedFields other = header.at(lane.base() + 512, lane.table());
    other.put("sender_slot", NOBODY);
    other.put("lane_state", 1);
    header.put("changes", NOBODY);
    receiver.poll((segment, offset, length) -> {}, 1);
    assertThat(receiver.diedSenders()).isEqualTo(1);
    assertThat(header.get("died")).isEqualTo(1);
  }

  @Test
  @DisplayName("The fields of events are where the page says")
  void events() throws Exception {
    MappedFields fields;
    try (Listener listener = Ipc.listener("shm:x?dir=" + folder + "&wait=park");
        Notifier notifier = Ipc.notifier("shm:x?dir=" + folder)) {
      fields = MappedFields.of(folder.resolve("x.shm-events"), page.table("events"));
      assertThat(text(fields.memory(), fields.offset("magic"))).isEqualTo("JAVAIPCE");
      assertThat(fields.get("version")).isEqualTo(2);
      assertSlot(fields.get("listener_slot"));
      notifier.signal(5);
      assertThat(fields.memory().get(fields.offset("pending") + 5)).isEqualTo((byte) 1);
      listener.await();
      assertThat(fields.memory().get(fields.offset("pending") + 5)).isZero();
      assertSleeps(() -> listener.await(), fields, "listener_word", () -> notifier.signal(6));
    }
    assertThat(fields.get("closed")).isEqualTo(1);
  }

  @Test
  @DisplayName("The fields of a control region are where the page says")
  void control() throws Exception {
    MappedFields header;
    try (Receiver receiver =
        Ipc.receiver(
            address("unix", "capacity=16KiB&maxMessage=100&senders=3&end=never&type=order/v1"))) {
      header = MappedFields.of(folder.resolve("x.unix-control"), page.table("control"));
      MappedFields seat = header.at(header.offset("seats"), page.table("seat"));
      assertThat(text(header.memory(), header.offset("magic"))).isEqualTo("JAVAIPCK");
      assertThat(header.get("version")).isEqualTo(2);
      assertThat(header.get("length")).isEqualTo(192 + 32 * LANES);
      assertThat(header.get("capacity")).isEqualTo(16_384);
      assertThat(header.get("max_message")).isEqualTo(100);
      assertThat(header.get("senders")).isEqualTo(LANES);
      assertThat(header.get("flags")).isEqualTo(1 | 2);
      assertSlot(header.get("receiver_slot"));
      assertThat(header.get("state")).isEqualTo(1);
      assertThat(text(header.memory(), 192 + 32 * LANES + Integer.BYTES)).isEqualTo("order/v1");
      useSeat(receiver, header, seat);
      MappedFields other = header.at(seat.base() + 32, seat.table());
      other.put("seat_slot", NOBODY);
      other.put("seat_generation", 1);
      other.put("seat_state", 1);
      header.put("changes", NOBODY);
      await()
          .until(() -> {
            receiver.poll((segment, offset, length) -> {}, 1);
            return receiver.diedSenders() == 1;
          });
      assertThat(header.get("died")).isEqualTo(1);
    }
    assertThat(header.get("state")).isEqualTo(3);
  }

  private void useSeat(Receiver receiver, MappedFields header, MappedFields seat) throws Exception {
    long changes = header.get("changes");
    try (Sender sender = Ipc.sender(address("unix", "wait=park"))) {
      assertThat(header.get("changes")).isNotEqualTo(changes);
      assertThat(header.get("joins")).isEqualTo(1);
      assertThat(seat.get("seat_state")).isEqualTo(1);
      assertThat(seat.get("seat_generation")).isEqualTo(1);
      assertThat(seat.get("seat_slot")).isEqualTo(header.get("receiver_slot"));
      while (sender.offer(new byte[100])) {
        // until it is full
      }
      boolean sent = sender.send(new byte[100], Duration.ofMillis(1));
      assertThat(sent).isFalse();
      long messages = 0;
      for (int taken = 1; taken > 0; messages += taken) {
        taken =
            Math.max(
                0, receiver.receive((segment, offset, length) -> {}, 8, Duration.ofMillis(50)));
      }
      assertThat(seat.get("seat_sent")).isEqualTo(messages);
      assertThat(header.get("received")).isEqualTo(messages);
      sender.send(new byte[0]);
      assertThat(seat.get("seat_waits")).isPositive();
    }
    assertThat(seat.get("seat_state")).isZero();
  }

  @Test
  @DisplayName("The clients have the page's numbers, all of them and no others")
  void clients() throws Exception {
    Map<String, Integer> ring = numbers("ring header", "lane descriptor");
    Map<String, Integer> control = numbers("control", "seat");
    Map<String, Integer> both = new HashMap<>(ring);
    control.forEach((name, offset) -> {
      if (both.putIfAbsent(name, offset) != null && !offset.equals(ring.get(name))) {
        both.put("control_" + name, offset);
      }
    });
    both.put("control_length", control.get("length"));
    Map<String, Integer> topic = new HashMap<>();
    putAll(topic, "topic_", "topic header");
    putAll(topic, "publisher_", "topic lane");
    putAll(topic, "own_", "subscription header");
    putAll(topic, "reading_", "subscription lane");
    both.putAll(topic);
    String python = "(?m)^(\\w+)_OFFSET = (\\d+)$";
    assertConstants("clients/python/javaipc/topiclayout.py", python, topic, NOT_OF_SUBSCRIPTIONS);
    assertConstants("clients/python/javaipc/layout.py", python, ring, Set.of("magic"));
    assertConstants("clients/python/javaipc/control.py", python, control, Set.of("magic"));
    Set<String> notInC = new HashSet<>(NOT_OF_SUBSCRIPTIONS);
    notInC.addAll(
        Set.of(
            "magic",
            "publisher_lane_state",
            "publisher_position",
            "publisher_room_waits",
            "publisher_disconnected"));
    notInC.addAll(Set.of("length", "senders")); // control_length, and slots of a ring
    assertConstants("clients/c/javaipc.h", "(?m)^  JIPC_(\\w+)_OFFSET = (\\d+),?$", both, notInC);
  }

  private Map<String, Integer> numbers(String... tables) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String table : tables) {
      page.table(table).forEach((name, field) -> numbers.put(name, field.offset()));
    }
    return numbers;
  }

  /** Fields of another table have the same names, so constants have a prefix. */
  private void putAll(Map<String, Integer> numbers, String prefix, String table) {
    for (Map.Entry<String, Integer> field : numbers(table).entrySet()) {
      String name = field.getKey();
      numbers.put(name.startsWith(prefix) ? name : prefix + name, field.getValue());
    }
  }

  private static void assertConstants(
      String file, String pattern, Map<String, Integer> expected, Set<String> without)
      throws Exception {
    Matcher constants =
        Pattern.compile(pattern).matcher(Files.readString(Client.ROOT.resolve(file)));
    List<String> found = new ArrayList<>();
    while (constants.find()) {
      String name = constants.group(1).toLowerCase(java.util.Locale.ROOT);
      assertThat(expected).as(file).containsEntry(name, Integer.parseInt(constants.group(2)));
      found.add(name);
    }
    List<String> all = new ArrayList<>(expected.keySet());
    all.removeAll(without);
    assertThat(found).as(file).containsExactlyInAnyOrderElementsOf(all);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** The word says so while a call waits, until something wakes it. */
  private static void assertSleeps(Step call, MappedFields fields, String word, Step waking)
      throws Exception {
    Thread sleeper =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                call.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    await().until(() -> fields.get(word) == ASLEEP);
    waking.run();
    assertThat(sleeper.join(Duration.ofSeconds(30))).isTrue();
  }

  private String address(String scheme, String options) {
    return "%s:x?dir=%s&%s".formatted(scheme, folder, options);
  }

  private void assertSlot(long slot) {
    assertThat(folder.resolve(".proc-%016x.lock".formatted(slot))).exists();
  }

  private static long boot() throws Exception {
    String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    return Long.parseUnsignedLong(id.replace("-", "").substring(16), 16);
  }

  private static String text(ByteBuffer memory, int offset) {
    byte[] bytes = new byte[8];
    memory.get(offset, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
