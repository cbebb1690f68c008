package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a hostile publisher can write, or take away, under a subscription in another language: the program gets all that was whole,
 * then one error that says what is wrong, and it lives.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileToSubscriptionsTest {
  private static final int CAPACITY = 8192;
  private static final String MALFORMED = "CorruptChannel: .*malformed record from publisher.*";
  private static final String DAMAGED = "CorruptChannel: .*its header is damaged.*";
  private static final String CUT_SHORT = "CorruptChannel: .*was cut short while it was mapped.*";
  private static final int SCRIBBLED_ROUNDS = 20;
  private static final int SCRIBBLES = 300;

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(20_261_201);
  private String scheme = "shm";
  private int topics;
  private PeerProgram peer;

  static Stream<Arguments> subscriptions() {
    return Stream.of(Client.PYTHON, Client.C)
        .flatMap(client -> Stream.of("shm", "mmap").map(medium -> Arguments.of(client, medium)));
  }

  private void start(Client client, String medium) throws Exception {
    scheme = medium;
    peer = PeerProgram.start(client);
  }

  @AfterEach
  void end() {
    if (peer != null) {
      peer.close();
    }
  }

  /** The memory of a topic of which the peer has taken some messages. */
  private final class Hostile implements AutoCloseable {
    private final String name = "topic" + ++topics;
    private final TopicPublisher publisher;
    private final MappedFields header;
    private final MappedFields lane;
    private int sent;

    Hostile(String options) throws Exception {
      publisher = Ipc.publisher(address() + "&capacity=8KiB&maxMessage=1500&" + options);
      FormatPage page = new FormatPage();
      header = MappedFields.of(file(""), page.table("topic header"));
      int marks = header.offset("marks") + 8 * (int) header.get("subscribers");
      lane = header.at((marks + 127) & -128, page.table("topic lane"));
    }

    String address() {
      return "%s:%s?dir=%s".formatted(scheme, name, directory);
    }

    Path file(String suffix) {
      return directory.resolve(name + "." + scheme + suffix);
    }

    /** Has the peer subscribe and take messages, until the next one of 1490 bytes would cross the end of the lane. */
    Hostile subscribed() throws Exception {
      peer.tell("subscribe", address() + "&end=last", 0, Wave.LIMIT);
      peer.expect("open");
      while (CAPACITY - (lane.get("position") & (CAPACITY - 1)) > 1400) {
        publisher.publish(Wave.message(sent++));
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> own().get("passed") == sent);
      }
      return this;
    }

    /** The lane of the peer's subscription. */
    MappedFields own() throws IOException {
      FormatPage page = new FormatPage();
      MappedFields region = MappedFields.of(file("-sub-0"), page.table("subscription header"));
      return region.at(region.offset("subscription_lanes"), page.table("subscription lane"));
    }

    long token() throws IOException {
      return MappedFields.of(file("-sub-0"), new FormatPage().table("subscription header"))
          .get("token");
    }

    long position() {
      return lane.get("position");
    }

    /** Writes a stamp where the peer looks for the next one. */
    void stamp(long bits) {
      long at = header.get("header_length") + (position() & (CAPACITY - 1));
      header.memory().putLong((int) at, bits);
    }

    /** The bits of a stamp at a position, without its length. */
    long place(long position) {
      return ((position >> 3) << 32) | (1L << 31);
    }

    void cut(String suffix, long length) throws IOException {
      try (FileChannel file = FileChannel.open(file(suffix), StandardOpenOption.WRITE)) {
        file.truncate(length);
      }
    }

    /** Asserts that the peer has taken all that was published, and what it says then. */
    void expect(String what, String error) throws Exception {
      assertThat(peer.expect("received")).as(what).isEqualTo(sent + " missed 0");
      assertThat(peer.expect("error")).as(what).matches(error).contains(name);
      peer.expect("done");
    }

    @Override
    public void close() throws IOException {
      try {
        publisher.close();
      } catch (IpcException | InternalError e) {
        // its memory is what it is
      }
      Files.deleteIfExists(file(""));
      Files.deleteIfExists(file("-sub-0"));
    }
  }

  /** What is done to a topic. */
  @FunctionalInterface
  private interface Harm {
    void to(Hostile topic) throws Exception;
  }

  private void harmed(String what, String options, Harm harm, String error) throws Exception {
    try (Hostile topic = new Hostile(options).subscribed()) {
      harm.to(topic);
      topic.expect(what, error);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("subscriptions")
  @DisplayName("Records and fields that nobody publishes: all that was whole, then one error")
  void nonsense(Client client, String medium) throws Exception {
    start(client, medium);
    harmed("noise", "slow=wait", topic -> topic.stamp(0xdead_beefL), MALFORMED);
    harmed(
        "longer than maxMessage",
        "slow=wait",
        topic -> topic.stamp(topic.place(topic.position()) | 1501),
        MALFORMED);
    harmed(
        "across the end of the lane",
        "slow=wait",
        topic -> topic.stamp(topic.place(topic.position()) | 1490),
        MALFORMED);
    harmed(
        "padding that does not reach the end",
        "slow=wait",
        topic -> topic.stamp(topic.place(topic.position()) | (1L << 30) | 8),
        MALFORMED);
    harmed(
        "of another lap",
        "slow=wait",
        topic -> topic.stamp(topic.place(topic.position() + CAPACITY) | 8),
        MALFORMED);
    for (String slow : new String[] {"slow=drop", "slow=disconnect"}) {
      harmed(
          "a floor out of nowhere, " + slow,
          slow,
          HostileToSubscriptionsTest::raiseFloor,
          slow.equals("slow=drop") ? MALFORMED : "TooSlow: .*slow=disconnect.*");
    }
    harmed(
        "a verdict",
        "slow=wait",
        topic -> topic.header.memory().putLong(topic.lane.offset("verdicts"), topic.token()),
        "TooSlow: .*its patience is over.*");
    harmed(
        "another publisher, which is dead",
        "slow=wait",
        HostileToSubscriptionsTest::takeByNobody,
        "PeerDied: .*died without closing.*");
  }

  /** Says that all is overwritten up to another lap, which the pair behind it does not say. */
  private static void raiseFloor(Hostile topic) {
    topic.lane.put("floor", topic.position() + CAPACITY);
    topic.stamp(topic.place(topic.position() + CAPACITY) | 8);
  }

  private static void takeByNobody(Hostile topic) {
    topic.lane.put("publisher_slot", 0x1234_5678_9abc_def0L);
    topic.lane.put("taken", topic.lane.get("taken") + 1);
    topic.header.put("changes", topic.header.get("changes") + 1);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("subscriptions")
  @DisplayName("The file of the topic or of the subscription is cut short: one error, no SIGBUS")
  void cutShort(Client client, String medium) throws Exception {
    start(client, medium);
    for (String options : new String[] {"slow=wait", "slow=drop"}) {
      for (int length : new int[] {0, 100, 4096, 8192}) {
        harmed("cut to " + length, options, topic -> topic.cut("", length), CUT_SHORT);
      }
    }
    harmed("its own, to nothing", "slow=wait", topic -> topic.cut("-sub-0", 0), CUT_SHORT);
    harmed("its own, to a header", "slow=wait", topic -> topic.cut("-sub-0", 256), CUT_SHORT);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("subscriptions")
  @DisplayName(
      "A subscription to a damaged topic, or to something else, says what is wrong with it")
  void damaged(Client client, String medium) throws Exception {
    start(client, medium);
    Map<String, long[]> values = new LinkedHashMap<>();
    values.put("version", new long[] {0, 9, -1});
    values.put("header_length", new long[] {0, 4096 + 8, -1});
    values.put("capacity", new long[] {0, 1000, 2048, 1L << 31, -1});
    values.put("max_message", new long[] {CAPACITY, 1L << 40, -1});
    values.put("lanes", new long[] {0, 257, -1});
    values.put("subscribers", new long[] {0, 257, -1});
    values.put("slow", new long[] {0, 4, -1});
    values.put("patience", new long[] {-1, Long.MIN_VALUE});
    for (var field : values.entrySet()) {
      for (long value : field.getValue()) {
        refused(
            field.getKey() + "=" + value,
            topic -> topic.header.put(field.getKey(), value),
            field.getKey().equals("version")
                ? "CorruptChannel: .*has format version .*use the same release.*"
                : DAMAGED);
      }
    }
    refused(
        "a type of 200 letters",
        topic -> topic.header.memory().putInt(topic.header.offset("type"), 200),
        DAMAGED);
    refused("cut within the header", topic -> topic.cut("", 200), DAMAGED);
    refused("cut within the lanes", topic -> topic.cut("", 8192), DAMAGED);
    refused(
        "a last message that is nowhere",
        topic -> {
          topic.publisher.publish("one");
          topic.lane.put("last_odd", 3);
        },
        MALFORMED);
    otherFiles();
  }

  private void refused(String what, Harm harm, String error) throws Exception {
    try (Hostile topic = new Hostile("type=a/v1")) {
      harm.to(topic);
      peer.tell("subscribe", topic.address() + "&type=a/v1&connect=10s", 0, Wave.LIMIT);
      assertThat(peer.expect("error")).as(what).matches(error).contains(topic.name);
      peer.expect("done");
    }
  }

  private void otherFiles() throws Exception {
    Path name = directory.resolve("none." + scheme);
    String address = "%s:none?connect=1s&dir=%s".formatted(scheme, directory);
    byte[] noise = new byte[1 << 16];
    random.nextBytes(noise);
    Files.write(name, noise);
    isRefused("noise", address, "CorruptChannel: .*left alone.*");
    assertThat(name).hasBinaryContent(noise);
    Files.delete(name);
    Files.createDirectory(name);
    isRefused("a directory", address, "\\w+: .*none.*");
    Files.delete(name);
    Files.createSymbolicLink(name, Path.of("elsewhere"));
    isRefused("a link", address, "AccessRefused: .*symbolic link.*");
    Files.delete(name);
  }

  private void isRefused(String what, String address, String error) throws Exception {
    peer.tell("subscribe", address, 0, Wave.LIMIT);
    assertThat(peer.expect("error")).as(what).matches(error).contains("none");
    peer.expect("done");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("subscriptions")
  @DisplayName(
      "What its publisher says of itself is scribbled over: whole messages in order, then one error at most")
  void scribbled(Client client, String medium) throws Exception {
    start(client, medium);
    int errors = 0;
    for (int round = 0; round < SCRIBBLED_ROUNDS; round++) {
      try (Hostile topic = new Hostile("patience=50ms")) {
        peer.tell("subscribe", topic.address() + "&end=last", 0, Wave.LIMIT);
        peer.expect("open");
        scribble(topic);
        topic.cut("", 0); // who still waits is told
        peer.expect("received"); // each of them checked by the peer, which fails at another one
        errors += endsInOneWayOrTheOther() ? 1 : 0;
      }
    }
    assertThat(errors).isPositive();
  }

  /** Publishes meanwhile; each message has to be the next one for the peer. */
  private void scribble(Hostile topic) {
    ByteBuffer memory = topic.header.memory();
    int begin = topic.lane.base();
    int length = topic.lane.offset("verdicts") + 8 - begin;
    for (int i = 0; i < SCRIBBLES; i++) {
      int at = begin + (random.nextInt(length) & -8);
      memory.putLong(at, random.nextBoolean() ? random.nextLong() : random.nextLong(-2, 5000));
      try {
        topic.sent += topic.publisher.offer(Wave.message(topic.sent)) ? 1 : 0;
      } catch (IpcException e) {
        assertThat(e).hasMessageContaining(topic.name);
      }
    }
  }

  /** {@return whether by an error; the other way is the end that the memory claims} */
  private boolean endsInOneWayOrTheOther() throws Exception {
    String answer = peer.expect("");
    if (answer.equals("done")) {
      return false;
    }
    assertThat(answer).matches("error (CorruptChannel|PeerDied|TooSlow): .+");
    peer.expect("done");
    return true;
  }
}
