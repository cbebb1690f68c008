package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.connection.Answer;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/format.md says what the values of the fields mean: states, flags, versions, stamps, greetings; all three libraries have the same. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FormatValuesTest {
  private static final String CORE = "org.javaipc.core.";
  private static final String CONTROL = "org.javaipc.linux.channel.member.ControlLayout.";
  private static final String HEADER = CORE + "membership.ChannelHeader.";
  private static final String SLOT = CORE + "membership.SlotHeader.";
  private static final String STAMP = CORE + "endpoint.RecordStamp.";
  private static final String TOPIC = CORE + "topic.TopicDescriptor.";
  private static final String MAGIC_OF_TOPIC = "org.javaipc.spi.RegionKinds.TOPIC";
  private static final String WORD = CORE + "endpoint.SleepWord.";

  @TempDir Path folder;

  private final FormatPage page;
  private final List<Value> values = new ArrayList<>();

  FormatValuesTest() throws Exception {
    page = new FormatPage();
  }

  /** A value of the page, and where each library has it; an empty name: it has no name there. */
  private record Value(String what, long number, String java, String python, String c) {}

  private void add(String what, long number, String java, String python, String c) {
    values.add(new Value(what, number, java, python, c));
  }

  private void state(
      String table, String field, String word, String java, String python, String c) {
    String what = table + " " + field + " " + word;
    add(what, page.word(table, field, word), java, python, c);
  }

  @Test
  @DisplayName("The values on the page are those of Java, of Python and of C")
  void values() throws Exception {
    Needs.program("python3");
    Needs.program("gcc");
    states();
    flagsAndVersions();
    stamps();
    greetings();
    Map<String, Long> python = Constants.python();
    Map<String, Long> c =
        Constants.c(values.stream().map(Value::c).filter(name -> !name.isEmpty()).toList(), folder);
    for (Value value : values) {
      if (!value.java.isEmpty()) {
        assertThat(Constants.java(value.java)).as(value.what).isEqualTo(value.number);
      }
      if (!value.python.isEmpty()) {
        assertThat(python.get(value.python)).as(value.what).isEqualTo(value.number);
      }
      if (!value.c.isEmpty()) {
        assertThat(c.get(value.c)).as(value.what).isEqualTo(value.number);
      }
    }
  }

  private void states() {
    for (String word : List.of("OPENING", "OPEN", "ENDED", "CLOSED")) {
      String of = word.toLowerCase(Locale.ROOT);
      state("ring header", "state", of, HEADER + word, "layout." + word, "JIPC_" + word);
    }
    for (String word : List.of("OPEN", "ENDED", "CLOSED")) {
      String of = word.toLowerCase(Locale.ROOT);
      state("control", "state", of, CONTROL + word, "control." + word, "JIPC_" + word);
    }
    for (String word : List.of("FREE", "JOINED", "CLOSED")) {
      String of = word.toLowerCase(Locale.ROOT);
      state(
          "lane descriptor",
          "lane_state",
          of,
          SLOT + word,
          "layout.SLOT_" + word,
          "JIPC_SLOT_" + word);
    }
    for (String word : List.of("FREE", "JOINED", "BROKEN_OFF")) {
      String of = word.toLowerCase(Locale.ROOT).replace("_off", "");
      state("seat", "seat_state", of, CONTROL + word, "control." + word, "JIPC_SEAT_" + word);
    }
    state("topic lane", "lane_state", "free", TOPIC + "FREE", "", "");
    state("topic lane", "lane_state", "joined", TOPIC + "JOINED", "", "");
    String own = CORE + "topic.SubscriptionDescriptor.";
    state(
        "subscription header", "state", "open", own + "OPEN", "topiclayout.SUBSCRIPTION_OPEN", "");
    state(
        "subscription header",
        "state",
        "closed",
        own + "CLOSED",
        "topiclayout.SUBSCRIPTION_CLOSED",
        "");
    for (String word : List.of("WAIT", "DROP", "DISCONNECT")) {
      String of = word.toLowerCase(Locale.ROOT);
      state("topic header", "slow", of, "", "topiclayout." + word, "JIPC_SLOW_" + word);
    }
    assertThat(page.values("sleep word").keySet())
        .containsExactly("awake", "asleep", "slept recently");
    page.values("sleep word")
        .forEach((word, number) -> {
          String name = word.toUpperCase(Locale.ROOT).replace(' ', '_');
          add("sleep word " + word, number, WORD + name, "layout." + name, "JIPC_" + name);
        });
  }

  private void flagsAndVersions() throws Exception {
    String ring = CORE + "ring.RingLayout.";
    add(
        "end=never",
        page.flag("ring header", 0),
        ring + "FLAG_MAILBOX",
        "layout.FLAG_MAILBOX",
        "JIPC_FLAG_MAILBOX");
    add(
        "end=never",
        page.flag("control", 0),
        CONTROL + "FLAG_MAILBOX",
        "control.FLAG_MAILBOX",
        "JIPC_FLAG_MAILBOX");
    add(
        "framed",
        page.flag("control", 1),
        CONTROL + "FLAG_FRAMED",
        "control.FLAG_FRAMED",
        "JIPC_FLAG_FRAMED");
    version("ring header", ring, "layout.VERSION", "JIPC_RING_VERSION");
    version("control", CONTROL, "control.VERSION", "JIPC_CONTROL_VERSION");
    version(
        "topic header",
        CORE + "topic.TopicDescriptor.",
        "topiclayout.TOPIC_VERSION",
        "JIPC_TOPIC_VERSION");
    version(
        "subscription header",
        CORE + "topic.SubscriptionDescriptor.",
        "topiclayout.SUBSCRIPTION_VERSION",
        "JIPC_SUBSCRIPTION_VERSION");
  }

  /** The magic, too, which is text to the clients. */
  private void version(String table, String layout, String python, String c) throws Exception {
    add(table + " version", page.number(table, "version"), layout + "VERSION", python, c);
    String magic = page.code(table, "magic");
    long number = page.littleEndian(magic);
    add(table + " magic", number, layout.equals(TOPIC) ? MAGIC_OF_TOPIC : layout + "MAGIC", "", "");
    assertThat(source("clients/c/javaipc.h")).contains('"' + magic + '"');
    String module = python.substring(0, python.indexOf('.'));
    assertThat(source("clients/python/javaipc/" + module + ".py")).contains("b\"" + magic + '"');
  }

  private static String source(String file) throws Exception {
    return Files.readString(Client.ROOT.resolve(file));
  }

  private void stamps() {
    List<FormatPage.Bits> bits = page.bits("stamp");
    assertThat(bits).hasSize(4);
    FormatPage.Bits length = bits.getFirst();
    assertThat(length.first()).isZero();
    add(
        "longest length",
        length.mask(),
        STAMP + "MAX_LENGTH",
        "layout.MAX_LENGTH",
        "JIPC_MAX_LENGTH");
    add("padding", bits.get(1).mask(), STAMP + "PADDING", "layout.PADDING", "JIPC_PADDING");
    add("published", bits.get(2).mask(), STAMP + "PUBLISHED", "layout.PUBLISHED", "JIPC_PUBLISHED");
  }

  private void greetings() {
    assertThat(page.answer().keySet()).containsExactly(0, 8, 16, 24, 32);
    List<String> c =
        List.of("JIPC_WELCOME", "JIPC_NO_PLACE", "JIPC_LIMIT", "JIPC_REFUSED", "JIPC_UNTRUSTED");
    List<String> words =
        List.of("welcome", "no place", "a limit is reached", "refused", "not trusted");
    int index = 0;
    for (Answer.Verdict verdict : Answer.Verdict.values()) {
      long code = Answer.refusal(verdict, "no").encode().get(ValueLayout.JAVA_INT_UNALIGNED, 8);
      assertThat(page.answer().get(8)).contains(code + " " + words.get(index));
      add("answer " + verdict, code, "", "greeting." + verdict.name(), c.get(index));
      index++;
    }
    assertThat(page.answer().get(0)).isEqualTo("`IPCreply`");
    byte[] answer =
        Answer.refusal(Answer.Verdict.BUSY, "no").encode().toArray(ValueLayout.JAVA_BYTE);
    assertThat(new String(answer, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("IPCreply");
    assertThat(new String(answer, 32, 2, StandardCharsets.US_ASCII)).isEqualTo("no");
    String hello = "org.javaipc.connection.Hello.";
    add(
        "longest answer",
        page.find("; (\\d+) bytes at most in all"),
        "org.javaipc.connection.Answer.LONGEST",
        "greeting.LONGEST_ANSWER",
        "JIPC_LONGEST_ANSWER");
    add(
        "version of the handshake",
        page.find("`IPChello`, the version (\\d+) in 4 bytes"),
        hello + "VERSION",
        "greeting.HELLO_VERSION",
        "JIPC_HELLO_VERSION");
    add("magic of a hello", page.littleEndian("IPChello"), hello + "MAGIC", "", "");
    add(
        "farewell",
        page.littleEndian("IPCclose"),
        "org.javaipc.linux.channel.message.CloseFrame.WORD",
        "",
        "");
    add(
        "length of a farewell",
        page.find("farewell, the length (-1) and `IPCclose`"),
        "org.javaipc.linux.channel.message.CloseFrame.MARK",
        "",
        "");
  }

  @Test
  @DisplayName("Stamps of messages and of padding are made of the bits that the page says")
  void stampsInMemory() throws Exception {
    String address = "mmap:x?dir=" + folder;
    try (Receiver receiver = Ipc.receiver(address + "&capacity=4KiB&maxMessage=1000&senders=1");
        Sender sender = Ipc.sender(address)) {
      MappedFields header = MappedFields.of(folder.resolve("x.mmap"), page.table("ring header"));
      for (int i = 0; i < 5; i++) {
        sender.send(new byte[1000]);
        assertThat(receiver.receive()).hasSize(1000);
      }
      assertStamp(header, 2 * 1008, 1000, 0);
      assertStamp(header, 4 * 1008, 4096 - 4 * 1008 - Long.BYTES, 1);
      assertStamp(header, 4096, 1000, 0);
    }
  }

  private void assertStamp(MappedFields header, long position, long length, long padding) {
    int at = (int) header.get("header_length") + (int) (position % 4096);
    long stamp = header.memory().getLong(at);
    List<FormatPage.Bits> bits = page.bits("stamp");
    assertThat(bits.stream().map(part -> part.of(stamp)).toList())
        .containsExactly(length, padding, 1L, position / 8);
  }
}
