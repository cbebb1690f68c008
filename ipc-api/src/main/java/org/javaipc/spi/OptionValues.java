package org.javaipc.spi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;

/** Reads the values of an address's options, with an error that says what would be right. */
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

  int id(String option, String text) {
    // The kernel's ids have 32 bits, and the highest number is none.
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) >= 0xffff_ffffL) {
      throw invalid(option, "a list of numeric ids such as uid:1000,gid:100");
    }
    return Integer.parseUnsignedInt(text);
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
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw invalid(option, "an absolute path");
  }

  InvalidAddressException invalid(String option, String right) {
    return new InvalidAddressException(
        "address '%s': %s=%s is not %s"
            .formatted(address, option, address.options().get(option), right));
  }
}
