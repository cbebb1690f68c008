package org.javaipc.cli.bench;

import org.javaipc.Address;
import org.javaipc.MessageTooLongException;

/**
 * Where and how to measure.
 *
 * @param address from which those of the channels are made up
 * @param mode what to measure
 * @param job the same, in the harness's terms
 */
public record Setup(Address address, Mode mode, Job job) {
  /** {@return an address like this one, with another name} */
  Address named(String suffix) {
    return new Address(address.scheme(), address.name() + suffix, address.options());
  }

  /** Refuses a channel that does not take messages of the size, or no word of the harness. */
  void check(long maxMessage) throws MessageTooLongException {
    long longest = Math.max(job.size(), Long.BYTES);
    if (longest > maxMessage) {
      throw new MessageTooLongException(address.toString(), longest, maxMessage);
    }
  }

  /** {@return what is measured, for people} */
  public String title() {
    return job.perSecond() > 0
        ? "%s of %d B at %d/s".formatted(mode.word(), job.size(), job.perSecond())
        : "%s of %d B".formatted(mode.word(), job.size());
  }
}
