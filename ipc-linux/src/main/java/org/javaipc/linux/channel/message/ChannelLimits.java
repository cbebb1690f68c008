package org.javaipc.linux.channel.message;

import org.javaipc.Address;
import org.javaipc.GeometryMismatchException;
import org.javaipc.spi.ChannelOptions;

/**
 * What the receiver fixes when it creates a channel.
 *
 * @param capacity that the medium has, in bytes; 0 if it does not say
 * @param maxMessage longest message in bytes
 * @param senders how many at once
 * @param mailbox whether the receiver outlives its senders
 * @param framed whether messages on a stream have a length before them
 * @param lines whether messages on a stream are its lines; then they are not framed
 */
public record ChannelLimits(
    long capacity, long maxMessage, int senders, boolean mailbox, boolean framed, boolean lines) {
  /** The longest message that any medium carries, in bytes. */
  public static final long LONGEST_MESSAGE = 1 << 30;

  /** {@return whether such a channel can exist} */
  public boolean isValid() {
    return capacity >= 0
        && maxMessage >= 0
        && maxMessage <= LONGEST_MESSAGE
        && senders >= 1
        && senders <= ChannelOptions.MAX_SENDERS;
  }

  /**
   * {@return the same with another capacity}
   *
   * @param actual that the medium really has, in bytes
   */
  public ChannelLimits withCapacity(long actual) {
    return new ChannelLimits(actual, maxMessage, senders, mailbox, framed, lines);
  }

  /**
   * Checks what a sender's options state against this, which the channel has.
   *
   * @param address of the sender
   * @param stated by the sender's options
   * @param capacityOf what the medium makes of a stated capacity
   * @throws GeometryMismatchException if they state anything else
   */
  public void checkStated(
      Address address, ChannelOptions stated, java.util.function.LongUnaryOperator capacityOf)
      throws GeometryMismatchException {
    if (stated.capacity().isPresent()) {
      long wanted = stated.capacity().getAsLong();
      same(address, "capacity", capacityOf.applyAsLong(wanted), capacity);
    }
    if (stated.maxMessage().isPresent()) {
      same(address, "maxMessage", stated.maxMessage().getAsLong(), maxMessage);
    }
    if (stated.senders().isPresent()) {
      same(address, "senders", stated.senders().getAsLong(), senders);
    }
    if (stated.framed() != framed || stated.lines() != lines) {
      throw mismatch(
          address, "framing", framing(stated.framed(), stated.lines()), framing(framed, lines));
    }
  }

  private static String framing(boolean framed, boolean lines) {
    if (lines) {
      return "lines";
    }
    return framed ? "length" : "none";
  }

  private static void same(Address address, String option, long stated, long actual)
      throws GeometryMismatchException {
    if (stated != actual) {
      throw mismatch(address, option, Long.toString(stated), Long.toString(actual));
    }
  }

  private static GeometryMismatchException mismatch(
      Address address, String option, String stated, String actual) {
    return new GeometryMismatchException(
        "%s: the address states %s=%s but the channel was created with %s=%s; leave the option out, or state the same"
            .formatted(address, option, stated, option, actual));
  }
}
