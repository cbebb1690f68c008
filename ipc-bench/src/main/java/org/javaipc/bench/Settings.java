package org.javaipc.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The options of {@link Compare}. */
final class Settings {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("rounds", "5"),
          Map.entry("slots", "20"),
          Map.entry("slot", "10"),
          Map.entry("gap", "0"),
          Map.entry("warmup", "500"),
          Map.entry("batch", "256"),
          Map.entry("pause", "false"),
          Map.entry("prefix", ""),
          Map.entry("works", "ping:100,flood:32,flood:100,flood:1024,flood:65536"),
          Map.entry("native", "true"),
          Map.entry("out", "ipc-bench/target/compare"));

  private static final List<String> OF_WORKERS =
      List.of("slots", "slot", "gap", "warmup", "batch", "pause");
  private static final List<String> ALL = List.of("javaipc", "aeron", "agrona");

  private final Map<String, String> options = new TreeMap<>(DEFAULTS);
  private final List<String> contenders = new ArrayList<>();

  Settings(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        contenders.add(args[i]);
      } else {
        String key = args[i].substring(2);
        if (!options.containsKey(key) || i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " is unknown or has no value: " + options);
        }
        options.put(key, args[++i]);
      }
    }
  }

  List<String> contenders() {
    return contenders.isEmpty() ? ALL : contenders;
  }

  List<String> works() {
    return words("works", ",");
  }

  int rounds() {
    return Integer.parseInt(options.get("rounds"));
  }

  /** {@return whether a C program runs, too: all do, none does, or those whose titles contain a word} */
  boolean withNative(String title) {
    return switch (Objects.requireNonNull(options.get("native"))) {
      case "true" -> true;
      case "false" -> false;
      default -> words("native", ",").stream().anyMatch(title::contains);
    };
  }

  Path out() {
    return Path.of(options.get("out"));
  }

  /** {@return what comes before every command that is started} */
  List<String> prefix() {
    return words("prefix", " ");
  }

  /** {@return what both workers are told by {@code -D}} */
  List<String> ofWorkers() {
    return OF_WORKERS.stream()
        .map(key -> "-Dbench." + key + "=" + Objects.requireNonNull(options.get(key)))
        .toList();
  }

  /** {@return the arguments of a C program} */
  List<String> ofNative(String work) {
    return List.of(
        options.get("slots"),
        options.get("slot"),
        options.get("gap"),
        work.substring(work.indexOf(':') + 1));
  }

  private List<String> words(String key, String separator) {
    return Arrays.stream(Objects.requireNonNull(options.get(key)).split(separator))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return contenders() + " " + options;
  }
}
