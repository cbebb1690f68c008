package org.javaipc.spi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;

/** Reads the values of an address's options. Its errors say which values are valid. */
final class OptionValues {
  private final Address address;

  OptionValues(Address address) {
    this.address = address;
  }

  Optional<String> text(String option) {
    return Optional.ofNullable(address.options().get(option));
  }

  /** A number of bytes of at least {@code least}, at most 2^62. */
  OptionalLong size(String option, long least) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong size = Units.size(text.get());
    if (size.isEmpty()) {
      throw invalid(option, Units.SIZE_FORM);
    }
    if (size.getAsLong() < least) {
      throw invalid(option, "a size of at least " + least);
    }
    return size;
  }

  OptionalLong integer(String option, int least, int most) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,9}")
        || Integer.parseInt(text.get()) < least
        || Integer.parseInt(text.get()) > most) {
      throw invalid(option, "a number from " + least + " to " + most);
    }
    return OptionalLong.of(Integer.parseInt(text.get()));
  }

  OptionalInt id(String option) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!TrustedIds.isId(text.get())) {
      throw invalid(option, "the number of a user or a group, such as 1000");
    }
    return OptionalInt.of(Integer.parseUnsignedInt(text.get()));
  }

  int octal(String option, int otherwise) {
    Optional<String> text = text(option);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("0?[0-7]{3}")) {
      throw invalid(option, "an octal permission such as 0600 or 660");
    }
    return Integer.parseInt(text.get(), 8);
  }

  Optional<String> type(String option) {
    Optional<String> text = text(option);
    if (text.isPresent() && !MessageType.isValid(text.get())) {
      throw invalid(option, MessageType.FORM);
    }
    return text;
  }

  /** One of some words, the first of which is the default. */
  String oneOf(String option, String... words) {
    String text = text(option).orElse(words[0]);
    if (!List.of(words).contains(text)) {
      throw invalid(
          option, "one of " + String.join(", ", words) + Spelling.suggestion(text, List.of(words)));
    }
    return text;
  }

  Duration duration(String option, Duration otherwise) {
    Optional<String> text = text(option);
    return text.isEmpty()
        ? otherwise
        : Units.duration(text.get()).orElseThrow(() -> invalid(option, Units.DURATION_FORM));
  }

  Path absolutePath(String option, String text) {
    try {
      if (text.startsWith("/")) {
        return NativeText.path(text);
      }
    } catch (InvalidPathException e) {
      // Reported below.
    }
    throw invalid(option, "an absolute path");
  }

  InvalidAddressException invalid(String option, String right) {
    return new InvalidAddressException(
        "address '%s': %s=%s is not %s"
            .formatted(address, option, address.options().get(option), right));
  }
}
