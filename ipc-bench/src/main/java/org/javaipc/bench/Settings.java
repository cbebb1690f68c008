package org.javaipc.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javaipc.cli.bench.Job;

/** The options of {@link Compare}. */
final class Settings {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("rounds", "5"),
          Map.entry("slots", "20"),
          Map.entry("slot", "10"),
          Map.entry("ratetime", "1000"),
          Map.entry("gap", "0"),
          Map.entry("warmup", "500"),
          Map.entry("batch", "256"),
          Map.entry("pause", "false"),
          Map.entry("prefix", ""),
          Map.entry("works", "ping:100,flood:32,flood:100,flood:1024,flood:65536"),
          Map.entry("native", "true"),
          Map.entry("out", "ipc-bench/target/compare"),
          Map.entry("report", ""));

  private static final List<String> OF_WORKERS =
      List.of("slots", "slot", "ratetime", "gap", "warmup", "batch", "pause");
  private static final List<String> ALL = List.of("javaipc", "aeron", "agrona", "chronicle");

  private final Options options;
  private final List<String> arguments;

  Settings(String... args) {
    options = new Options(DEFAULTS, args);
    arguments = List.of(args);
  }

  List<String> contenders() {
    return options.words().isEmpty() ? ALL : options.words();
  }

  List<String> works() {
    return options.list("works", ",").stream().map(work -> Job.parse(work).toString()).toList();
  }

  int rounds() {
    return options.number("rounds");
  }

  /** {@return whether a C program runs, too: all do, none does, or those whose titles contain a word} */
  boolean withNative(String title) {
    return switch (options.text("native")) {
      case "true" -> true;
      case "false" -> false;
      default -> options.list("native", ",").stream().anyMatch(title::contains);
    };
  }

  Path out() {
    return Path.of(options.text("out"));
  }

  /** {@return the page to write; empty for none} */
  String report() {
    return options.text("report");
  }

  /** {@return what comes before every command that is started} */
  List<String> prefix() {
    return options.list("prefix", " ");
  }

  /** {@return what both workers are told by {@code -D}} */
  List<String> ofWorkers() {
    return OF_WORKERS.stream().map(key -> "-Dbench." + key + "=" + options.text(key)).toList();
  }

  /** {@return the arguments of a C program} */
  List<String> ofNative(String work) {
    return List.of(
        options.text("slots"),
        options.text("slot"),
        options.text("gap"),
        work.substring(work.indexOf(':') + 1));
  }

  /** {@return the command that was typed} */
  String command() {
    return String.join(" ", "ipc-bench/run", String.join(" ", arguments)).strip();
  }

  @Override
  public String toString() {
    return options.toString();
  }
}
