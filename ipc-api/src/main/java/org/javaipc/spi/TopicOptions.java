package org.javaipc.spi;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.SlowPolicy;

/**
 * The options of the address of a topic, read and checked. An option that is not stated is empty or has its default.
 *
 * @param channel the options that channels have as well: {@code capacity} and {@code maxMessage} of each publisher, the
 *     number of publishers ({@code senders}), {@code mode}, {@code group}, {@code trust}, {@code wait}, {@code
 *     connect}, {@code type} and {@code dir}; {@code end} is {@code never} unless stated
 * @param slow how a publisher treats a slow subscription; the default is {@link SlowPolicy#WAIT}
 * @param patience how long a publisher waits for one; the default is {@link #DEFAULT_PATIENCE}
 * @param subscribers how many subscriptions at once, 1 to {@value #MAX_SUBSCRIBERS}; the default is {@value
 *     #DEFAULT_SUBSCRIBERS}
 * @param history what a new subscription gets first, which each subscription may state for itself; none by default
 */
public record TopicOptions(
    ChannelOptions channel,
    Optional<SlowPolicy> slow,
    Optional<Duration> patience,
    OptionalLong subscribers,
    TopicHistory history) {
  /** Most subscriptions that a topic can have at once. */
  public static final int MAX_SUBSCRIBERS = 256;

  /** How many subscriptions a topic can have at once, unless its first publisher says otherwise. */
  public static final int DEFAULT_SUBSCRIBERS = 64;

  /** How long a publisher waits for a slow subscription, unless the topic's first publisher says otherwise. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  private static final Set<String> NOT_OF_TOPICS = Set.of("framing", "reconnect");

  /** The options that every topic knows. */
  public static final Set<String> COMMON =
      OptionNames.of(
          Stream.concat(
                  ChannelOptions.COMMON.stream().filter(name -> !NOT_OF_TOPICS.contains(name)),
                  Stream.of("slow", "patience", "subscribers", "history"))
              .toArray(String[]::new));

  private static final String HISTORY_FORM =
      "a number of messages such as 1 or 100, or a size with its unit such as 64KiB";

  /**
   * Reads the options of an address.
   *
   * @param address whose options to read
   * @param own names of the options that the transport's topics have besides {@link #COMMON}
   * @return the options
   * @throws org.javaipc.InvalidAddressException if an option is unknown, its value is invalid, or it contradicts another one
   */
  public static TopicOptions of(Address address, Set<String> own) {
    ChannelOptions channel = ChannelOptions.read(address, OptionNames.union(COMMON, own));
    OptionValues values = new OptionValues(address);
    Optional<SlowPolicy> slow =
        values
            .text("slow")
            .map(stated -> values.oneOf("slow", "wait", "drop", "disconnect"))
            .map(word -> SlowPolicy.valueOf(word.toUpperCase(Locale.ROOT)));
    Optional<Duration> patience =
        values.text("patience").map(stated -> values.duration("patience", DEFAULT_PATIENCE));
    if (patience.isPresent() && slow.orElse(SlowPolicy.WAIT) != SlowPolicy.WAIT) {
      throw values.invalid("patience", "used: it applies only to slow=wait; leave one of them out");
    }
    return new TopicOptions(
        channel.withMailbox(values.oneOf("end", "never", "last").equals("never")),
        slow,
        patience,
        values.integer("subscribers", 1, MAX_SUBSCRIBERS),
        history(values));
  }

  private static TopicHistory history(OptionValues values) {
    Optional<String> text = values.text("history");
    if (text.isEmpty()) {
      return TopicHistory.NONE;
    }
    OptionalLong number = Units.size(text.get());
    if (number.isEmpty()) {
      throw values.invalid("history", HISTORY_FORM);
    }
    return Character.isDigit(text.get().charAt(text.get().length() - 1))
        ? TopicHistory.ofMessages(number.getAsLong())
        : TopicHistory.ofBytes(number.getAsLong());
  }
}
