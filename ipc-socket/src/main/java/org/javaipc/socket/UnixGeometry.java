package org.javaipc.socket;

import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.file.KernelLimit;
import org.javaipc.spi.ChannelOptions;

/** What the options of an address ask for, within what a socket can do. */
final class UnixGeometry {
  private static final long DEFAULT_CAPACITY = 1 << 20;
  private static final long DEFAULT_LONGEST = 1 << 20;

  /** What the kernel gives at least. */
  private static final long LEAST_CAPACITY = 4608;

  /** What a datagram takes of a socket's room besides its bytes. */
  private static final long DATAGRAM_OVERHEAD = 4096;

  private UnixGeometry() {}

  /** {@return the geometry of a stream channel whose receiver has these options} */
  static ChannelLimits stream(Address address, ChannelOptions options) throws IpcException {
    return of(address, options, DEFAULT_LONGEST, ChannelLimits.LONGEST_MESSAGE);
  }

  /** {@return the geometry of a datagram channel whose receiver has these options} */
  static ChannelLimits datagrams(Address address, ChannelOptions options) throws IpcException {
    long capacity = capacity(options.capacity().orElse(DEFAULT_CAPACITY));
    long longest = 2 * capacity - DATAGRAM_OVERHEAD; // the kernel doubles what is asked for
    return of(address, options, Math.min(capacity, longest), longest);
  }

  private static ChannelLimits of(
      Address address, ChannelOptions options, long defaultLongest, long longest)
      throws IpcException {
    if (options.capacity().orElse(0) > mostCapacity()) {
      throw new InvalidAddressException(
          "address '%s': capacity=%d is more than a socket may have, which is net.core.wmem_max=%d bytes; raise that, or use shm:"
              .formatted(address, options.capacity().orElse(0), mostCapacity()));
    }
    long maxMessage = options.maxMessage().orElse(defaultLongest);
    if (maxMessage > longest) {
      throw new InvalidAddressException(
          "address '%s': maxMessage=%d is more than this socket carries, which is %d bytes; raise net.core.wmem_max and capacity, or use unix:"
              .formatted(address, maxMessage, longest));
    }
    return new ChannelLimits(
        capacity(options.capacity().orElse(DEFAULT_CAPACITY)),
        maxMessage,
        (int) options.senders().orElse(ChannelOptions.DEFAULT_SENDERS),
        options.mailbox(),
        options.framed(),
        options.lines());
  }

  /** {@return what the kernel makes of a stated capacity} */
  static long capacity(long stated) throws IpcException {
    return Math.clamp(stated, LEAST_CAPACITY, mostCapacity());
  }

  private static long mostCapacity() throws IpcException {
    return KernelLimit.read("/proc/sys/net/core/wmem_max");
  }
}
