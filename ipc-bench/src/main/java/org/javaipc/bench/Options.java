package org.javaipc.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a command was given: {@code --name value}, and words. */
public final class Options {
  private final Map<String, String> values;
  private final List<String> words = new ArrayList<>();

  /**
   * Reads the arguments.
   *
   * @param defaults every option there is, with its default
   */
  public Options(Map<String, String> defaults, String... args) {
    this.values = new TreeMap<>(defaults);
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        words.add(args[i]);
      } else {
        String name = args[i].substring(2);
        if (!values.containsKey(name) || i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " is unknown or has no value: " + values);
        }
        values.put(name, args[++i]);
      }
    }
  }

  /** {@return the words that are not options} */
  public List<String> words() {
    return words;
  }

  /** {@return an option's value} */
  public String text(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** {@return an option's value, a number} */
  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** {@return the parts of an option's value} */
  public List<String> list(String name, String separator) {
    return Arrays.stream(text(name).split(separator)).filter(word -> !word.isEmpty()).toList();
  }

  @Override
  public String toString() {
    return values + " " + words;
  }
}
