package org.javaipc.mmap.log;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.spi.TopicHistory;
import org.javaipc.spi.TopicOptions;

/**
 * The options of the address of a topic that keeps a log.
 *
 * @param limits {@code roll}, {@code keep} and {@code maxMessage}, as far as they are stated
 * @param start {@code from}, if it is stated
 * @param name {@code as}, if it is stated
 */
public record LogOptions(LogLimits limits, Optional<LogStart> start, Optional<String> name) {
  /** Their names. */
  public static final Set<String> NAMES = Set.of("keep", "roll", "from", "as");

  private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /**
   * {@return whether an address asks for a log, whatever exists there}
   *
   * @param address of a topic
   */
  public static boolean areIn(Address address) {
    return NAMES.stream().anyMatch(address.options()::containsKey);
  }

  /**
   * Reads the options of an address.
   *
   * @param address of the topic
   * @param options that every topic has, checked
   * @return the options
   * @throws InvalidAddressException if a value is invalid, or an option cannot be used with a log
   */
  public static LogOptions of(Address address, TopicOptions options) {
    refuseOthers(address, options);
    LogLimits limits = LogLimits.DEFAULT;
    if (options.channel().maxMessage().isPresent()) {
      limits = limits.withMaxMessage(options.channel().maxMessage().getAsLong());
    }
    Optional<String> roll = text(address, "roll");
    if (roll.isPresent()) {
      limits =
          limits
              .withRoll(roll.get())
              .orElseThrow(() -> invalid(address, "roll", LogLimits.ROLL_FORM));
    }
    Optional<String> keep = text(address, "keep");
    if (keep.isPresent()) {
      limits =
          limits
              .withKeep(keep.get())
              .orElseThrow(() -> invalid(address, "keep", LogLimits.KEEP_FORM));
    }
    Optional<LogStart> start =
        text(address, "from")
            .map(text ->
                LogStart.parse(text).orElseThrow(() -> invalid(address, "from", LogStart.FORM)));
    return new LogOptions(limits, start, name(address));
  }

  private static Optional<String> name(Address address) {
    Optional<String> name = text(address, "as");
    if (name.isPresent() && !name.get().matches(NAME_FORM)) {
      throw invalid(
          address,
          "as",
          "a name of 1 to 64 of A-Z a-z 0-9 . _ - that begins with a letter or digit");
    }
    return name;
  }

  private static void refuseOthers(Address address, TopicOptions options) {
    if (options.slow().isPresent() || options.patience().isPresent()) {
      throw new InvalidAddressException(
          "address '%s': slow= and patience= do not apply to a log: what a subscription has not read stays in the files, and publishers never wait for it"
              .formatted(address));
    }
    if (options.channel().senders().orElse(1) != 1
        || options.subscribers().isPresent()
        || options.channel().capacity().isPresent()) {
      throw new InvalidAddressException(
          "address '%s': a log has up to 64 publishers and 64 subscriptions at once, and no capacity; leave senders=, subscribers= and capacity= out, or state senders=1 for a single publisher"
              .formatted(address));
    }
    if (!options.history().equals(TopicHistory.NONE)) {
      throw new InvalidAddressException(
          "address '%s': history= does not apply to a log; say where to begin with from="
              .formatted(address));
    }
    if (!options.channel().mailbox()) {
      throw new InvalidAddressException(
          "address '%s': end=last does not apply to a log, which does not end when its publishers leave"
              .formatted(address));
    }
  }

  private static Optional<String> text(Address address, String option) {
    return Optional.ofNullable(address.options().get(option));
  }

  private static InvalidAddressException invalid(Address address, String option, String right) {
    return new InvalidAddressException(
        "address '%s': %s=%s is not %s"
            .formatted(address, option, address.options().get(option), right));
  }
}
