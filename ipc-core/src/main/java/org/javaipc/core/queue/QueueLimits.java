package org.javaipc.core.queue;

import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.core.membership.StatedLimits;
import org.javaipc.spi.ChannelOptions;

/**
 * What the receiver fixes when it creates a channel over a queue.
 *
 * @param capacity bytes of all messages in the queue together
 * @param maxMessage longest message in bytes
 * @param seats how many senders at once
 * @param mailbox whether the receiver outlives its senders
 * @param temporary whether it is removed with its receiver, even with unread messages
 */
record QueueLimits(long capacity, long maxMessage, int seats, boolean mailbox, boolean temporary) {
  private static final long MAX_CAPACITY = 1L << 30;

  /** {@return whether such a channel can exist} */
  boolean isValid() {
    return capacity >= 1
        && capacity <= MAX_CAPACITY
        && maxMessage >= 0
        && maxMessage <= capacity
        && seats >= 1
        && seats <= ChannelOptions.MAX_SENDERS;
  }

  /** {@return the same limits for a receiver that takes the channel over} */
  QueueLimits takenOver(ChannelOptions options) {
    return new QueueLimits(capacity, maxMessage, seats, options.mailbox(), options.temporary());
  }

  /** {@return the limits that a receiver's options ask for} */
  static QueueLimits of(Address address, ChannelOptions options, Queues queues)
      throws IpcException {
    long maxMessage =
        options
            .maxMessage()
            .orElse(
                Math.min(queues.defaultMaxMessage(), options.capacity().orElse(Long.MAX_VALUE)));
    long capacity = options.capacity().orElse(queues.defaultCapacity(maxMessage));
    if (capacity > MAX_CAPACITY) {
      throw new InvalidAddressException(
          "address '%s': capacity=%d is over 1GiB, more than a queue can be asked for"
              .formatted(address, capacity));
    }
    if (maxMessage > capacity) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d is more than the queue holds, capacity=%d; ask for a larger capacity or a smaller maxMessage"
              .formatted(address, maxMessage, capacity));
    }
    return new QueueLimits(
        capacity,
        maxMessage,
        (int) options.senders().orElse(ChannelOptions.DEFAULT_SENDERS),
        options.mailbox(),
        options.temporary());
  }

  /**
   * Checks the limits that an end's options state against these, which are the channel's.
   *
   * @throws GeometryMismatchException if a stated limit differs
   */
  void checkStated(Address address, ChannelOptions stated) throws GeometryMismatchException {
    same(address, "capacity", stated.capacity(), capacity);
    same(address, "maxMessage", stated.maxMessage(), maxMessage);
    same(address, "senders", stated.senders(), seats);
  }

  private static void same(Address address, String option, OptionalLong stated, long actual)
      throws GeometryMismatchException {
    if (stated.isPresent()) {
      StatedLimits.same(address, option, stated.getAsLong(), actual);
    }
  }
}
