package org.javaipc.linux.wait;

import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.spi.ChannelOptions;

/** How long, and how often, a sender looks for its receiver. */
public final class Deadline {
  private static final long LONGEST_PAUSE_MILLIS = 10;

  private final Address address;
  private final long limitMillis;
  private final long deadline;
  private String obstacle = "no receiver was open";
  private long pause = 1;

  public Deadline(Address address, ChannelOptions options) {
    this.address = address;
    this.limitMillis = options.connect().toMillis();
    this.deadline = System.nanoTime() + Waiting.nanos(options.connect());
  }

  /** Says what was in the way, for messages. */
  public void obstacle(String what) {
    obstacle = what;
  }

  /** Waits a little before the next look. */
  public void pause() throws ConnectTimeoutException, InterruptedException {
    if (System.nanoTime() - deadline >= 0) {
      throw new ConnectTimeoutException(
          "%s: %s within connect=%dms; start the receiver first, or use a longer connect= on a loaded machine"
              .formatted(address, obstacle, limitMillis));
    }
    Thread.sleep(pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
