package org.javaipc.core.topic;

import java.time.Duration;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.SlowPolicy;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.TopicOptions;

/**
 * What the first publisher fixes when it creates a topic.
 *
 * @param capacity of one publisher's lane in bytes, a power of two
 * @param maxMessage longest message in bytes
 * @param publishers how many at once
 * @param subscribers how many subscriptions at once
 * @param slow how a publisher treats a slow subscription
 * @param patience how long it waits for one, in nanoseconds
 */
record TopicLimits(
    long capacity,
    long maxMessage,
    int publishers,
    int subscribers,
    SlowPolicy slow,
    long patience) {
  private static final long LEAST_CAPACITY = 1024;
  private static final long MAX_CAPACITY = 1L << 30;
  private static final long PAGE = 4096;
  private static final long DEFAULT_CAPACITY = 1 << 20;

  /** {@return whether such a topic can exist} */
  boolean isValid() {
    return capacity >= PAGE
        && capacity <= MAX_CAPACITY
        && Long.bitCount(capacity) == 1
        && maxMessage >= 0
        && maxMessage <= longestMessage(capacity)
        && publishers >= 1
        && publishers <= ChannelOptions.MAX_SENDERS
        && subscribers >= 1
        && subscribers <= TopicOptions.MAX_SUBSCRIBERS
        && patience >= 0;
  }

  /**
   * {@return the longest message for which a lane has room while the last one is still there} While a message is
   * written, the one before it stays whole, and padding may be as long as a message.
   */
  static long longestMessage(long capacity) {
    return capacity / 4 - 2 * RecordStamp.LENGTH;
  }

  /** {@return the limits that a publisher's options ask for} */
  static TopicLimits of(Address address, TopicOptions options) {
    long longest = longestMessage(MAX_CAPACITY);
    long stated = options.channel().maxMessage().orElse(0);
    if (stated > longest) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d is more than a topic can hold, which is %d bytes"
              .formatted(address, stated, longest));
    }
    long capacity = capacity(address, options);
    long maxMessage = options.channel().maxMessage().orElse(capacity / 8);
    if (maxMessage > longestMessage(capacity)) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d needs a capacity of at least %s; capacity=%d holds messages of up to %d bytes in a topic"
              .formatted(
                  address,
                  maxMessage,
                  roundUp(capacityFor(maxMessage)),
                  capacity,
                  longestMessage(capacity)));
    }
    return new TopicLimits(
        capacity,
        maxMessage,
        (int) options.channel().senders().orElse(ChannelOptions.DEFAULT_SENDERS),
        (int) options.subscribers().orElse(TopicOptions.DEFAULT_SUBSCRIBERS),
        options.slow().orElse(SlowPolicy.WAIT),
        options.patience().orElse(TopicOptions.DEFAULT_PATIENCE).toNanos());
  }

  private static long capacity(Address address, TopicOptions options) {
    ChannelOptions channel = options.channel();
    long wanted =
        channel
            .capacity()
            .orElse(Math.max(DEFAULT_CAPACITY, capacityFor(channel.maxMessage().orElse(0))));
    if (wanted < LEAST_CAPACITY || wanted > MAX_CAPACITY) {
      throw new InvalidAddressException(
          "address '%s': capacity=%d is not within 1KiB to 1GiB (a message may have up to a quarter of it)"
              .formatted(address, wanted));
    }
    return roundUp(wanted);
  }

  private static long capacityFor(long maxMessage) {
    return maxMessage * 4 + 8 * RecordStamp.LENGTH;
  }

  private static long roundUp(long capacity) {
    return Math.max(PAGE, Long.highestOneBit(capacity - 1) << 1);
  }

  /**
   * Checks the limits that an end's options state against these, which are the topic's.
   *
   * @throws GeometryMismatchException if a stated limit differs
   */
  void checkStated(Address address, TopicOptions stated) throws GeometryMismatchException {
    if (stated.channel().capacity().isPresent()) {
      same(address, "capacity", capacity(address, stated), capacity);
    }
    same(address, "maxMessage", stated.channel().maxMessage(), maxMessage);
    same(address, "senders", stated.channel().senders(), publishers);
    same(address, "subscribers", stated.subscribers(), subscribers);
    if (stated.slow().isPresent()) {
      same(address, "slow", word(stated.slow().get()), word(slow));
    }
    if (stated.patience().isPresent()) {
      same(address, "patience", text(stated.patience().get()), text(Duration.ofNanos(patience)));
    }
  }

  private static void same(Address address, String option, OptionalLong stated, long actual)
      throws GeometryMismatchException {
    if (stated.isPresent()) {
      same(address, option, stated.getAsLong(), actual);
    }
  }

  private static void same(Address address, String option, Object stated, Object actual)
      throws GeometryMismatchException {
    if (!stated.equals(actual)) {
      throw new GeometryMismatchException(
          "%s: the address states %s=%s but the topic was created with %s=%s; leave the option out, or state the same"
              .formatted(address, option, stated, option, actual));
    }
  }

  private static String word(SlowPolicy policy) {
    return policy.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
