package org.javaipc.pipe;

import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.spi.ChannelOptions;

/** What the options of an address ask for, within what a pipe can do. */
final class PipeGeometry {
  /** The longest message with several senders: with its frame the kernel writes it whole. */
  static final long LONGEST_ATOMIC = PipeCalls.ATOMIC - Integer.BYTES;

  private static final long DEFAULT_CAPACITY = 1 << 20;
  private static final long DEFAULT_LONGEST = 1 << 20;
  private static final long MOST_CAPACITY = 1 << 30;

  private PipeGeometry() {}

  /** {@return the geometry of a channel whose receiver has these options} */
  static ChannelLimits of(Address address, ChannelOptions options) {
    long stated = options.maxMessage().orElse(0);
    if (stated > ChannelLimits.LONGEST_MESSAGE) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d is more than a pipe carries, which is %d bytes"
              .formatted(address, stated, ChannelLimits.LONGEST_MESSAGE));
    }
    boolean atomic = options.framed() && stated <= LONGEST_ATOMIC;
    long senders = options.senders().orElse(atomic ? ChannelOptions.DEFAULT_SENDERS : 1);
    if (senders > 1 && options.framed() && stated > LONGEST_ATOMIC) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d with senders=%d: the kernel keeps messages of several senders apart only up to PIPE_BUF=%d bytes including their frame, which is maxMessage=%d; state senders=1, or use shm: or unix:"
              .formatted(address, stated, senders, PipeCalls.ATOMIC, LONGEST_ATOMIC));
    }
    long longest = senders > 1 ? LONGEST_ATOMIC : DEFAULT_LONGEST;
    return new ChannelLimits(
        capacity(address, options),
        options.maxMessage().orElse(longest),
        (int) senders,
        options.mailbox(),
        options.framed(),
        options.lines());
  }

  private static long capacity(Address address, ChannelOptions options) {
    long wanted = options.capacity().orElse(DEFAULT_CAPACITY);
    if (wanted > MOST_CAPACITY) {
      throw new InvalidAddressException(
          "address '%s': capacity=%d is more than a pipe can have, which is 1GiB (and fs.pipe-max-size for most users)"
              .formatted(address, wanted));
    }
    return PipeCalls.roundedCapacity(wanted);
  }
}
