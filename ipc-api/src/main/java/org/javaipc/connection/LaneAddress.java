package org.javaipc.connection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelMemory;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.telemetry.Totals;

/**
 * One channel of a connection. Making this record opens nothing.
 *
 * @param provider of its transport
 * @param address of the channel
 * @param server the address of the server, under which its ends count
 */
record LaneAddress(ChannelProvider provider, Address address, Address server) {
  /**
   * The capacity of a direction in memory if none is stated. It is less than a channel's default, so that 64 MiB of
   * /dev/shm, the usual size in containers, hold 128 clients.
   */
  private static final String DEFAULT_CAPACITY = "256KiB";

  private static final long LONGEST_MILLIS = 999_999_999;
  private static final Duration LONGEST_DYING = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = 1_000_000;

  private ChannelOptions options() {
    return ChannelOptions.of(address, provider.ownOptions()).asTemporary();
  }

  /** {@return the memory that the channel takes when it is created; empty if it takes none} */
  Optional<ChannelMemory> memory() throws IpcException {
    LaneAddress made = made();
    return provider.memory(made.address, made.options());
  }

  private LaneAddress made() {
    return isSmall() ? new LaneAddress(provider, small(), server) : this;
  }

  /** {@return the receiving end, which creates the channel} */
  Receiver receiver() throws IpcException {
    LaneAddress made = made();
    try (var _ = Totals.onBehalfOf(server)) {
      return provider.channel(made.address, made.options()).receiver();
    }
  }

  /**
   * A ring is reserved as a whole when it is created; a queue or a FIFO takes only as much kernel memory as its
   * messages.
   */
  private boolean isSmall() {
    return provider.capabilities().contains(Capability.READ_IN_PLACE)
        && !address.options().containsKey("capacity")
        && !address.options().containsKey("maxMessage");
  }

  private Address small() {
    return address.with("capacity", DEFAULT_CAPACITY);
  }

  /** {@return a sending end} Waits at most {@code connect} for the receiving end. */
  Sender sender(Duration connect) throws IpcException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(address.options());
    all.put("connect", Math.clamp(connect.toMillis(), 1, LONGEST_MILLIS) + "ms");
    LaneAddress patient =
        new LaneAddress(provider, new Address(address.scheme(), address.name(), all), server);
    try (var _ = Totals.onBehalfOf(server)) {
      return provider.channel(patient.address, patient.options()).sender();
    }
  }

  /**
   * Removes what a dead receiver left behind.
   *
   * @param died whether it is known to have died, perhaps so recently that some of its locks still exist
   */
  void removeLeftover(boolean died) throws IpcException {
    Patience patience = new Patience(died ? LONGEST_DYING : Duration.ZERO);
    while (!removeNow() && !patience.isOver()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean removeNow() throws IpcException {
    try {
      return provider.removeLeftover(address, options());
    } catch (AccessRefusedException | CorruptChannelException e) {
      return true; // belongs to another user
    }
  }
}
