package org.javaipc.core.ring;

import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.membership.StatedLimits;
import org.javaipc.spi.ChannelOptions;

/**
 * What the receiver fixes when it creates a channel.
 *
 * @param capacity of one lane in bytes, a power of two
 * @param maxMessage longest message in bytes
 * @param lanes how many senders at once
 * @param mailbox whether the receiver outlives its senders
 */
record RingLimits(long capacity, long maxMessage, int lanes, boolean mailbox) {
  /** Least capacity that may be requested; a request is rounded up to at least one page. */
  static final long LEAST_CAPACITY = 1024;

  static final long MAX_CAPACITY = 1L << 30;
  private static final long PAGE = 4096;
  private static final long DEFAULT_CAPACITY = 1 << 20;

  /** {@return whether such a channel can exist} */
  boolean isValid() {
    return capacity >= PAGE
        && capacity <= MAX_CAPACITY
        && Long.bitCount(capacity) == 1
        && maxMessage >= 0
        && maxMessage <= longestMessage(capacity)
        && lanes >= 1
        && lanes <= ChannelOptions.MAX_SENDERS;
  }

  /**
   * {@return the longest message for which a lane has room from every position} The padding before
   * it at the end of the ring is shorter than its record, and the next record's stamp must fit too.
   */
  static long longestMessage(long capacity) {
    return capacity / 2 - 2 * RecordStamp.LENGTH;
  }

  RingLimits withMailbox(boolean isMailbox) {
    return new RingLimits(capacity, maxMessage, lanes, isMailbox);
  }

  /** {@return the limits that a receiver's options ask for} */
  static RingLimits of(Address address, ChannelOptions options) {
    long longest = longestMessage(MAX_CAPACITY);
    if (options.maxMessage().orElse(0) > longest) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d is more than a ring can hold, which is %d bytes"
              .formatted(address, options.maxMessage().getAsLong(), longest));
    }
    long capacity = capacity(address, options);
    long maxMessage = options.maxMessage().orElse(capacity / 8);
    if (maxMessage > longestMessage(capacity)) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d needs a capacity of at least %s; capacity=%d holds messages of up to %d bytes"
              .formatted(
                  address,
                  maxMessage,
                  roundUp(capacityFor(maxMessage)),
                  capacity,
                  longestMessage(capacity)));
    }
    return new RingLimits(
        capacity,
        maxMessage,
        (int) options.senders().orElse(ChannelOptions.DEFAULT_SENDERS),
        options.mailbox());
  }

  private static long capacity(Address address, ChannelOptions options) {
    long wanted =
        options
            .capacity()
            .orElse(Math.max(DEFAULT_CAPACITY, capacityFor(options.maxMessage().orElse(0))));
    if (wanted < LEAST_CAPACITY || wanted > MAX_CAPACITY) {
      throw new InvalidAddressException(
          "address '%s': capacity=%d is not within 1KiB to 1GiB (a message may have up to half of it)"
              .formatted(address, wanted));
    }
    return roundUp(wanted);
  }

  private static long capacityFor(long maxMessage) {
    return maxMessage * 2 + 4 * RecordStamp.LENGTH;
  }

  private static long roundUp(long capacity) {
    return Math.max(PAGE, Long.highestOneBit(capacity - 1) << 1);
  }

  /**
   * Checks the limits that an end's options state against these, which are the channel's.
   *
   * @throws GeometryMismatchException if a stated limit differs
   */
  void checkStated(Address address, ChannelOptions stated) throws GeometryMismatchException {
    OptionalLong statedCapacity = stated.capacity();
    if (statedCapacity.isPresent()) {
      StatedLimits.same(address, "capacity", capacity(address, stated), capacity);
    }
    if (stated.maxMessage().isPresent()) {
      StatedLimits.same(address, "maxMessage", stated.maxMessage().getAsLong(), maxMessage);
    }
    if (stated.senders().isPresent()) {
      StatedLimits.same(address, "senders", stated.senders().getAsLong(), lanes);
    }
  }
}
