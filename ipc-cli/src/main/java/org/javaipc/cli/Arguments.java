package org.javaipc.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.spi.NativeText;
import org.javaipc.spi.Units;
import picocli.CommandLine.ParseResult;

/** What a command was given, read and checked. */
final class Arguments {
  private final ParseResult parsed;

  Arguments(ParseResult parsed) {
    this.parsed = parsed;
  }

  /** {@return the address or logical name of a command that takes one} */
  String address() {
    return parsed.matchedPositionalValue(0, "");
  }

  /** {@return what a parameter gives, such as an address; empty if it was left out} */
  String parameter(int index) {
    return parsed.matchedPositionalValue(index, "");
  }

  /** {@return the parameters of a command that takes any number} */
  List<String> rest() {
    return parsed.matchedPositionalValue(0, List.of());
  }

  /** {@return the parameters that follow the address} */
  List<String> afterAddress() {
    return parsed.matchedPositionalValue(1, List.of());
  }

  /** {@return everything, as it was typed} */
  List<String> words() {
    return parsed.originalArgs();
  }

  /** {@return whether an option was given} */
  boolean has(String option) {
    return parsed.hasMatchedOption(option);
  }

  /** {@return whether {@code --json} was given} */
  boolean json() {
    return has(Options.JSON);
  }

  /** {@return the value of an option, if it was given} */
  Optional<String> text(String option) {
    return Optional.ofNullable(parsed.<String>matchedOptionValue(option, null));
  }

  /** {@return all values of an option that may be repeated} */
  List<String> texts(String option) {
    return parsed.matchedOptionValue(option, List.of());
  }

  /** {@return the file that an option names} */
  Optional<Path> path(String option) {
    return text(option).map(text -> path(option, text));
  }

  /** {@return the file that a required parameter names} */
  Path path(int index, String label) {
    return path(label, parsed.matchedPositionalValue(index, ""));
  }

  private static Path path(String name, String text) {
    try {
      return NativeText.reachable(NativeText.path(text));
    } catch (InvalidPathException e) {
      throw new UsageException(name + "=" + text + " is not a valid path: " + e.getReason());
    }
  }

  /** {@return the runtime directory that {@code --dir} names} */
  Optional<Path> directory() {
    return path(Options.DIRECTORY).map(NativeText::absolute);
  }

  /** {@return the duration that an option gives} */
  Optional<Duration> duration(String option) {
    return text(option)
        .map(text ->
            Units.duration(text).orElseThrow(() -> wrong(option, text, Units.DURATION_FORM)));
  }

  /** {@return the number of bytes, of at least {@code least}, that an option gives} */
  OptionalLong size(String option, long least) {
    Optional<String> text = text(option);
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(size(option, text.get(), least));
  }

  /** {@return the number of bytes, of at least {@code least}, that one value of an option gives} */
  static long size(String option, String text, long least) {
    OptionalLong size = Units.size(text);
    if (size.isEmpty()) {
      throw wrong(option, text, Units.SIZE_FORM);
    }
    if (size.getAsLong() < least) {
      throw wrong(option, text, "a size of at least " + least);
    }
    return size.getAsLong();
  }

  /** {@return the number, of at least 1, that an option gives} */
  OptionalLong count(String option) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(count(option, text.get()));
  }

  /** {@return the number, of at least 1, that one value of an option gives} */
  static long count(String option, String text) {
    if (!text.matches("0*[1-9][0-9]{0,17}")) {
      throw wrong(option, text, "a number of at least 1");
    }
    return Long.parseLong(text);
  }

  /** Refuses two options that exclude each other. */
  void exclusive(String one, String other) {
    if (has(one) && has(other)) {
      throw new UsageException(one + " and " + other + " exclude each other");
    }
  }

  private static UsageException wrong(String option, String text, String right) {
    return new UsageException(option + "=" + text + " is not " + right);
  }
}
