package org.javaipc.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/format.md: fields by name. */
final class FormatPage {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+) \\| (\\d*) ?\\| `(\\w+)` \\|.*", Pattern.MULTILINE);

  private final String text;

  FormatPage() throws IOException {
    text = Files.readString(Client.ROOT.resolve("docs/format.md"));
  }

  /**
   * Where a field is.
   *
   * @param offset in bytes
   * @param bytes its width; 0 if the page does not say
   */
  record Field(int offset, int bytes) {}

  /** {@return the fields of a table, in the order of their offsets} */
  Map<String, Field> table(String name) {
    Map<String, Field> fields = new LinkedHashMap<>();
    Matcher rows = ROW.matcher(block(name));
    while (rows.find()) {
      int bytes = rows.group(2).isEmpty() ? 0 : Integer.parseInt(rows.group(2));
      fields.put(rows.group(3), new Field(Integer.parseInt(rows.group(1)), bytes));
    }
    if (fields.isEmpty()) {
      throw new AssertionError("the page has no table named " + name);
    }
    return fields;
  }

  /**
   * Bits of a number.
   *
   * @param first the lowest
   * @param last the highest
   */
  record Bits(int first, int last) {
    long mask() {
      return (-1L >>> (63 - last)) & (-1L << first);
    }

    long of(long number) {
      return (number & mask()) >>> first;
    }
  }

  /** {@return the rows of a table of bits} */
  List<Bits> bits(String name) {
    return rows(name, "\\| (\\d+)(?: to (\\d+))? \\| .*").stream()
        .map(row -> {
          int first = Integer.parseInt(row.group(1));
          return new Bits(first, row.group(2) == null ? first : Integer.parseInt(row.group(2)));
        })
        .toList();
  }

  /** {@return the rows of a table of values, by name} */
  Map<String, Integer> values(String name) {
    Map<String, Integer> values = new LinkedHashMap<>();
    for (MatchResult row : rows(name, "\\| (\\d+) \\| ([a-z ]+) \\| .*")) {
      values.put(row.group(2), Integer.parseInt(row.group(1)));
    }
    return values;
  }

  /** {@return what an answer has, by offset} */
  Map<Integer, String> answer() {
    Map<Integer, String> parts = new LinkedHashMap<>();
    for (MatchResult row : rows("answer", "\\| (\\d+) \\| \\d* ?\\| (.*) \\|")) {
      parts.put(Integer.parseInt(row.group(1)), row.group(2));
    }
    return parts;
  }

  private List<MatchResult> rows(String name, String pattern) {
    List<MatchResult> rows =
        Pattern.compile("^" + pattern + "$", Pattern.MULTILINE)
            .matcher(block(name) + "\n")
            .results()
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError("the page has no table named " + name);
    }
    return rows;
  }

  /** {@return what the page says of a field} */
  private String cell(String name, String field) {
    return rows(name, "\\| \\d+ \\| \\d* ?\\| `" + field + "` \\| (.*)").getFirst().group(1);
  }

  /** {@return the number that stands before a word about a field} */
  int word(String name, String field, String word) {
    return numberIn(cell(name, field), "\\b(\\d+) " + word + "\\b");
  }

  /** {@return the only thing that is said of a field: a number} */
  int number(String name, String field) {
    return numberIn(cell(name, field), "^(\\d+) \\|");
  }

  /** {@return what is set as code about a field} */
  String code(String name, String field) {
    Matcher code = Pattern.compile("`(\\w+)`").matcher(cell(name, field));
    if (!code.find()) {
      throw new AssertionError("the page has no code about " + field + " of " + name);
    }
    return code.group(1);
  }

  /** {@return the value of a flag; the page must say what the bit is for} */
  long flag(String name, int bit) {
    return 1L << numberIn(cell(name, "flags"), "\\bbit (" + bit + "): ");
  }

  /** {@return a number in the text, which a pattern finds} */
  int find(String pattern) {
    return numberIn(text, pattern);
  }

  private static int numberIn(String from, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(from);
    if (!found.find()) {
      throw new AssertionError("the page has no " + pattern + " in: " + from);
    }
    return Integer.parseInt(found.group(1));
  }

  /** {@return eight letters of the page as they lie in memory; the page must have them} */
  long littleEndian(String letters) {
    if (!text.contains(letters)) {
      throw new AssertionError("the page does not have " + letters);
    }
    return ByteBuffer.wrap(letters.getBytes(StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  private String block(String name) {
    String mark = "<!-- table: " + name + " -->\n";
    int begin = text.indexOf(mark);
    int end = text.indexOf("\n\n", begin);
    return begin < 0 ? "" : text.substring(begin + mark.length(), end);
  }
}
