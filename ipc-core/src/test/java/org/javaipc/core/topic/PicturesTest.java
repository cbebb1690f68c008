package org.javaipc.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pictures of the formats of a topic are their layouts. */
class PicturesTest {
  private static final Pattern CELL = Pattern.compile("\\| +(\\d+) \\| ([^|]*?) +\\|");

  /** What the picture of a topic says, and the constant that is it. */
  private static final Map<String, String> TOPIC =
      Map.ofEntries(
          Map.entry("magic", "MAGIC_OFFSET"),
          Map.entry("version", "VERSION_OFFSET"),
          Map.entry("header length", "HEADER_LENGTH_OFFSET"),
          Map.entry("capacity of a lane", "CAPACITY_OFFSET"),
          Map.entry("maxMessage", "MAX_MESSAGE_OFFSET"),
          Map.entry("lanes", "LANES_OFFSET"),
          Map.entry("subscriptions", "SUBSCRIBERS_OFFSET"),
          Map.entry("slow", "SLOW_OFFSET"),
          Map.entry("patience", "PATIENCE_OFFSET"),
          Map.entry("number of this topic", "NUMBER_OFFSET"),
          Map.entry("changes of membership", "CHANGES_OFFSET"),
          Map.entry("type of the messages", "TYPE_OFFSET"),
          Map.entry("marks of subscriptions", "MARKS_OFFSET"),
          Map.entry("state", "STATE_OFFSET"),
          Map.entry("times that it was taken", "TAKEN_OFFSET"),
          Map.entry("publisher's process slot", "SLOT_OFFSET"),
          Map.entry("last time that ended in order", "ENDED_OFFSET"),
          Map.entry("last time that ended by death", "DIED_OFFSET"),
          Map.entry("messages published", "PUBLISHED_OFFSET"),
          Map.entry("last message, if that is even", "LAST_OFFSET"),
          Map.entry("position behind the last one", "POSITION_OFFSET"),
          Map.entry("waits for room", "ROOM_WAITS_OFFSET"),
          Map.entry("subscriptions disconnected", "DISCONNECTED_OFFSET"),
          Map.entry("floor", "FLOOR_OFFSET"),
          Map.entry("times that the floor rose", "RISES_OFFSET"),
          Map.entry("if even: floor, messages below", "PAIRS_OFFSET"),
          Map.entry("verdicts on subscriptions", "VERDICTS_OFFSET"));

  private static final Map<String, String> SUBSCRIPTION =
      Map.ofEntries(
          Map.entry("magic", "MAGIC_OFFSET"),
          Map.entry("version", "VERSION_OFFSET"),
          Map.entry("lanes of the topic", "LANES_OFFSET"),
          Map.entry("token", "TOKEN_OFFSET"),
          Map.entry("number of the topic", "TOPIC_OFFSET"),
          Map.entry("state", "STATE_OFFSET"),
          Map.entry("process slot", "SLOT_OFFSET"),
          Map.entry("subscription's sleep word", "WORD_OFFSET"),
          Map.entry("place in a log, and 1", "PLACE_OFFSET"),
          Map.entry("bytes before that place", "PLACE_BYTES_OFFSET"),
          Map.entry("lanes", "LANE_OFFSET"),
          Map.entry("position that is done with", "DONE_OFFSET"),
          Map.entry("publisher's sleep word", "PUBLISHER_WORD_OFFSET"),
          Map.entry("position", "POSITION_OFFSET"),
          Map.entry("messages taken", "TAKEN_OFFSET"),
          Map.entry("messages missed", "MISSED_OFFSET"));

  @Test
  @DisplayName("The picture of a topic is its layout")
  void topic() throws Exception {
    List<String> shown = shown(TopicDescriptor.class);
    assertThat(shown)
        .contains(
            "%d last message, if that is odd".formatted(TopicDescriptor.lastOffset(1)),
            "%d if odd: floor, messages below".formatted(TopicDescriptor.pairOffset(1)));
    shown.removeIf(cell -> cell.contains("odd"));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(expected(TopicDescriptor.class, TOPIC));
  }

  @Test
  @DisplayName("The picture of a subscription is its layout")
  void subscription() throws Exception {
    assertThat(shown(SubscriptionDescriptor.class))
        .containsExactlyInAnyOrderElementsOf(expected(SubscriptionDescriptor.class, SUBSCRIPTION));
  }

  private static List<String> shown(Class<?> descriptor) throws Exception {
    String file = descriptor.getName().replace('.', '/') + ".java";
    Matcher cells = CELL.matcher(Files.readString(Path.of("src/main/java", file)));
    List<String> shown = new ArrayList<>();
    while (cells.find()) {
      shown.add(cells.group(1) + " " + cells.group(2));
    }
    return shown;
  }

  private static List<String> expected(Class<?> descriptor, Map<String, String> fields)
      throws Exception {
    List<String> expected = new ArrayList<>();
    for (Map.Entry<String, String> each : fields.entrySet()) {
      Field field = descriptor.getDeclaredField(each.getValue());
      field.setAccessible(true);
      expected.add(field.getLong(null) + " " + each.getKey());
    }
    return expected;
  }
}
