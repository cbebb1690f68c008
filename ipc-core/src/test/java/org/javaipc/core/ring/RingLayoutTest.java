package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.SlotHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingLayoutTest {
  private static final RingLimits GEOMETRY = new RingLimits(4096, 512, 2, false);
  private static final Map<String, String> HEADER =
      Map.ofEntries(
          Map.entry("MAGIC_OFFSET", "magic"),
          Map.entry("VERSION_OFFSET", "version"),
          Map.entry("HEADER_LENGTH_OFFSET", "header length"),
          Map.entry("CAPACITY_OFFSET", "capacity of a lane"),
          Map.entry("MAX_MESSAGE_OFFSET", "maxMessage"),
          Map.entry("SLOTS_OFFSET", "lanes"),
          Map.entry("FLAGS_OFFSET", "flags"),
          Map.entry("RECEIVER_SLOT_OFFSET", "receiver's process slot"),
          Map.entry("BOOT_OFFSET", "boot of the machine"),
          Map.entry("RECEIVER_WORD_OFFSET", "receiver's sleep word"),
          Map.entry("STATE_OFFSET", "state"),
          Map.entry("TERM_OFFSET", "term of the receiver"),
          Map.entry("CLOSED_TERM_OFFSET", "last term that was closed"),
          Map.entry("CHANGES_OFFSET", "changes of membership"),
          Map.entry("TYPE_OFFSET", "type of the messages"),
          Map.entry("DIED_OFFSET", "senders that died"),
          Map.entry("LANE_DESCRIPTORS_OFFSET", "lane descriptors"));
  private static final Map<String, String> LANE =
      Map.of(
          "STATE_OFFSET", "state",
          "PROCESS_OFFSET", "sender's process slot",
          "REFUSED_OFFSET", "whether the sender is refused",
          "CONSUMER_POSITION_OFFSET", "consumer position",
          "RECEIVED_OFFSET", "messages received",
          "SENDER_WORD_OFFSET", "sender's sleep word",
          "PRODUCER_POSITION_OFFSET", "producer position",
          "SENT_OFFSET", "messages sent",
          "ROOM_WAITS_OFFSET", "waits for room",
          "SYNCED_OFFSET", "synced position");

  @Test
  void thePictureIsTheLayout() throws Exception {
    DescriptorPicture picture = DescriptorPicture.of(RingLayout.class);
    assertThat(picture.left()).isEqualTo(byOffset(ChannelHeader.class, HEADER));
    assertThat(picture.right()).isEqualTo(byOffset(SlotHeader.class, LANE));
    long others =
        DescriptorPicture.offsets(ChannelHeader.class)
            + DescriptorPicture.offsets(SlotHeader.class);
    assertThat(picture.offsets() + others).isEqualTo(HEADER.size() + LANE.size());
  }

  /** By constants of the class that rings and queues share, or else of the ring's own. */
  private static Map<Long, String> byOffset(Class<?> shared, Map<String, String> fields)
      throws ReflectiveOperationException {
    List<String> known = Arrays.stream(shared.getDeclaredFields()).map(Field::getName).toList();
    Map<Long, String> byOffset = new TreeMap<>();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      Class<?> owner = known.contains(field.getKey()) ? shared : RingLayout.class;
      byOffset.put(DescriptorPicture.offset(owner, field.getKey()), field.getValue());
    }
    return byOffset;
  }

  @Test
  void aTermThatNobodyClosedBeforeTheNextEndedByDeath() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment region = arena.allocate(RingLayout.headerLength(1), 8);
      RingLayout.beginTerm(region, false, 7, 1);
      assertThat(ChannelHeader.isClosed(region, 1)).as("it goes on").isFalse();
      ChannelHeader.endTerm(region);
      assertThat(ChannelHeader.isClosed(region, 1)).as("closed").isTrue();
      RingLayout.beginTerm(region, false, 8, 1);
      assertThat(ChannelHeader.isClosed(region, 1)).as("closed, and the next").isTrue();
      RingLayout.beginTerm(region, false, 9, 1);
      assertThat(ChannelHeader.isClosed(region, 3)).as("not closed, and the next").isFalse();
    }
  }

  @Test
  void whatDifferentSidesWriteIsTwoCacheLinesApart() {
    List<Long> hot =
        List.of(
            ChannelHeader.RECEIVER_WORD_OFFSET,
            ChannelHeader.CHANGES_OFFSET,
            ChannelHeader.DIED_OFFSET,
            RingLayout.laneDescriptorOffset(0) + SlotHeader.STATE_OFFSET,
            RingLayout.laneDescriptorOffset(0) + RingLayout.CONSUMER_POSITION_OFFSET,
            RingLayout.laneDescriptorOffset(0) + RingLayout.SENDER_WORD_OFFSET,
            RingLayout.laneDescriptorOffset(0) + RingLayout.PRODUCER_POSITION_OFFSET,
            RingLayout.laneDescriptorOffset(1) + SlotHeader.STATE_OFFSET);
    for (int i = 0; i < hot.size(); i++) {
      assertThat(hot.get(i) % 128).isZero();
      assertThat(i == 0 || hot.get(i) - hot.get(i - 1) >= 128).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 16, 256})
  void lanesFollowTheHeaderWithoutOverlapping(int lanes) {
    RingLimits geometry = new RingLimits(8192, 512, lanes, false);
    long header = RingLayout.headerLength(lanes);
    assertThat(header % 4096).isZero();
    assertThat(RingLayout.laneDescriptorOffset(lanes)).isLessThanOrEqualTo(header);
    for (int lane = 0; lane < lanes; lane++) {
      assertThat(RingLayout.laneDataOffset(geometry, lane)).isEqualTo(header + lane * 8192L);
    }
    assertThat(RingLayout.totalLength(geometry)).isEqualTo(header + lanes * 8192L);
  }

  @Test
  void theLargestChannelHasALength() {
    RingLimits largest = new RingLimits(1 << 30, 1, 256, false);
    assertThat(RingLayout.totalLength(largest)).isEqualTo((256L << 30) + 135168);
  }

  @Test
  void anObjectBeginsWithItsName() {
    byte[] first = channel().asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE);
    assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("JAVAIPC1");
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    MemorySegment channel = channel();
    assertThat(RingLayout.check(channel, "x")).isEqualTo(GEOMETRY);
    assertThat(ChannelHeader.receiverSlot(channel)).isEqualTo(4711);
    assertThat(ChannelHeader.receiverSlot(channel.asSlice(0, 40))).isZero();
  }

  @Test
  void somethingElseIsNoChannel() {
    assertThatThrownBy(() -> RingLayout.check(memory(8192), "/dev/shm/x"))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessage("/dev/shm/x: not a javaipc channel (the magic number is missing)");
    assertThatThrownBy(() -> RingLayout.check(memory(0), "x"))
        .isInstanceOf(CorruptChannelException.class);
  }

  @Test
  void anotherVersionIsNamed() {
    MemorySegment channel = channel();
    Fields.putInt(channel, 8, 3);
    assertThatThrownBy(() -> RingLayout.check(channel, "x"))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessage(
            "x: has format version 3, this library has 2; use the same release at both ends");
  }

  @Test
  void aChannelCutShortIsDamaged() {
    MemorySegment channel = channel();
    for (long size : List.of(512L, 4096L, 8192L, channel.byteSize() - 1)) {
      assertThatThrownBy(() -> RingLayout.check(channel.asSlice(0, size), "x"))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("damaged or the object cut short: size=" + size);
    }
  }

  @Test
  void whateverAHeaderSaysOnlyAGeometryThatFitsIsBelieved() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment channel = channel();
    byte[] good = channel.asSlice(0, 512).toArray(ValueLayout.JAVA_BYTE);
    int believed = 0;
    for (int i = 0; i < 300_000; i++) {
      MemorySegment.copy(good, 0, channel, ValueLayout.JAVA_BYTE, 0, good.length);
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        long value = value(random);
        if (random.nextBoolean()) {
          Fields.putInt(channel, random.nextInt(0, 16) * 4L, (int) value);
        } else {
          Fields.putLong(channel, random.nextInt(0, 8) * 8L, value);
        }
      }
      try {
        RingLimits geometry = RingLayout.check(channel, "x");
        believed++;
        assertThat(geometry.isValid()).as("seed %d: %s", seed, geometry).isTrue();
        assertThat(RingLayout.totalLength(geometry)).isLessThanOrEqualTo(channel.byteSize());
      } catch (CorruptChannelException e) {
        assertThat(e).hasMessageStartingWith("x: ");
      }
    }
    assertThat(believed).isBetween(1, 299_999);
  }

  private static long value(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(-2, 3);
      case 2 -> 1L << random.nextInt(64);
      case 3 -> (1L << random.nextInt(64)) - 1;
      case 4 -> random.nextInt(0, 20000);
      default -> Long.MIN_VALUE >> random.nextInt(64);
    };
  }

  private static MemorySegment channel() {
    MemorySegment channel = memory(RingLayout.totalLength(GEOMETRY));
    RingLayout.initialize(channel, GEOMETRY, 4711, 0);
    return channel;
  }

  private static MemorySegment memory(long size) {
    return Arena.ofAuto().allocate(size, 8);
  }
}
