package org.javaipc.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
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

  private String block(String name) {
    String mark = "<!-- table: " + name + " -->\n";
    int begin = text.indexOf(mark);
    int end = text.indexOf("\n\n", begin);
    return begin < 0 ? "" : text.substring(begin + mark.length(), end);
  }
}
