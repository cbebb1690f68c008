package org.javaipc.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.javaipc.ConfigurationException;

/**
 * The syntax of {@link Properties}, read line by line, so that an error has a line, and without
 * keeping silently the last of several values of a key.
 */
final class PropertiesText {
  private final String description;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lineOfKey = new LinkedHashMap<>();

  PropertiesText(String description) {
    this.description = description;
  }

  Map<String, String> parse(String text) throws ConfigurationException {
    List<String> lines = text.lines().toList();
    int next = 0;
    while (next < lines.size()) {
      int first = next;
      while (next < lines.size() - 1 && isContinued(lines, first, next)) {
        next++;
      }
      next++;
      add(first + 1, String.join("\n", lines.subList(first, next)));
    }
    return Map.copyOf(values);
  }

  /** A line goes on in the next one if it ends with an odd number of backslashes. */
  private static boolean isContinued(List<String> lines, int first, int current) {
    String begin = lines.get(first).strip();
    if (begin.startsWith("#") || begin.startsWith("!")) {
      return false;
    }
    String line = lines.get(current);
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  private void add(int number, String line) throws ConfigurationException {
    Properties pair = new Properties();
    try {
      pair.load(new StringReader(line));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s, line %d: %s; write a backslash twice".formatted(description, number, e.getMessage()),
          e);
    }
    for (String key : pair.stringPropertyNames()) {
      Integer before = lineOfKey.putIfAbsent(key, number);
      if (before != null) {
        throw new ConfigurationException(
            "%s, line %d: %s has a value in line %d already; remove one of the two"
                .formatted(description, number, key, before));
      }
      values.put(key, pair.getProperty(key));
    }
  }
}
