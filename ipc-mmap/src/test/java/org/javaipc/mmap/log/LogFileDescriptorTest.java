package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LogFileDescriptorTest {
  private static final Pattern CELL = Pattern.compile("\\| +(\\d+) \\| ([^|]*?) +\\|");

  /** What the picture says, and the constant that is it. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("version", "VERSION_OFFSET"),
          Map.entry("CRC32C of 0 to 63 and the type", "CRC_OFFSET"),
          Map.entry("capacity of the file", "CAPACITY_OFFSET"),
          Map.entry("number of the first record", "FIRST_OFFSET"),
          Map.entry("time of the first record", "FIRST_TIME_OFFSET"),
          Map.entry("bytes of records before", "BASE_OFFSET"),
          Map.entry("identity of the log", "IDENTITY_OFFSET"),
          Map.entry("CRC32C of 96 to 127", "LIMITS_CRC_OFFSET"),
          Map.entry("maxMessage", "MAX_MESSAGE_OFFSET"),
          Map.entry("roll, bytes", "ROLL_BYTES_OFFSET"),
          Map.entry("roll, nanoseconds", "ROLL_NANOS_OFFSET"),
          Map.entry("keep, bytes", "KEEP_BYTES_OFFSET"),
          Map.entry("keep, nanoseconds", "KEEP_NANOS_OFFSET"),
          Map.entry("boot of the last writer", "BOOT_OFFSET"),
          Map.entry("synced up to this offset", "SYNCED_OFFSET"),
          Map.entry("size of the file", "SIZE_OFFSET"),
          Map.entry("whether all of it is synced", "SEALED_OFFSET"),
          Map.entry("type of the messages", "TYPE_OFFSET"),
          Map.entry("index", "INDEX_OFFSET"),
          Map.entry("records", "RECORDS_OFFSET"),
          Map.entry("number", "NUMBER_OFFSET"),
          Map.entry("time", "TIME_OFFSET"),
          Map.entry("message", "MESSAGE_OFFSET"));

  @Test
  @DisplayName("The picture is the layout")
  void picture() throws Exception {
    Map<String, Long> shown = new TreeMap<>();
    String file = LogFileDescriptor.class.getName().replace('.', '/') + ".java";
    Matcher cells = CELL.matcher(Files.readString(Path.of("src/main/java", file)));
    while (cells.find()) {
      shown.put(cells.group(2), Long.valueOf(cells.group(1)));
    }
    assertThat(shown.remove("magic")).isZero();
    assertThat(shown.remove("stamp")).isZero();
    Map<String, Long> expected = new TreeMap<>();
    for (Map.Entry<String, String> each : FIELDS.entrySet()) {
      Field field = LogFileDescriptor.class.getDeclaredField(each.getValue());
      expected.put(each.getKey(), field.getLong(null));
    }
    assertThat(shown).isEqualTo(expected);
  }
}
