package org.javaipc.cli.bench;

import java.io.IOException;
import org.javaipc.Address;
import org.javaipc.MessageTooLongException;
import org.javaipc.Sender;
import org.javaipc.cli.peer.Run;

/**
 * Where and how to measure.
 *
 * @param address from which those of the channels are made up
 * @param mode what to measure
 * @param size of the messages in bytes
 */
public record Setup(Address address, Mode mode, long size) {
  /**
   * Joins a second process.
   *
   * @param run starts it
   */
  public Benchmark start(Run run) throws IOException, InterruptedException {
    return switch (mode) {
      case PING -> Ping.start(this, run);
      case FLOOD -> Flood.start(this, run);
    };
  }

  /** {@return an address like this one, with another name} */
  Address named(String suffix) {
    return new Address(address.scheme(), address.name() + suffix, address.options());
  }

  /** Refuses a channel that does not take messages of the size. */
  void check(Sender sender) throws MessageTooLongException {
    if (size > sender.maxMessage()) {
      throw new MessageTooLongException(address.toString(), size, sender.maxMessage());
    }
  }

  Measurement measurement(long count, long nanos, Percentiles latencies) {
    return new Measurement(address, mode, size, count, Math.max(1, nanos), latencies);
  }
}
