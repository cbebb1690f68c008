package org.javaipc.linux.channel.member;

import org.javaipc.IpcException;
import org.javaipc.spi.SharedRegion;

/**
 * One end's hold on the control region of its channel, and the bell that makes the others look at it.
 *
 * @param region of the channel, closed with the end
 * @param fields of the region
 * @param bell of this process
 */
public record Control(SharedRegion region, ControlLayout fields, WakeupFifo bell) {
  public static Control of(SharedRegion region, WakeupFifo bell) {
    return new Control(region, new ControlLayout(region.segment()), bell);
  }

  /** Runs a step under the lock of the name, if it can be had now. */
  boolean tryLocked(Step step) throws IpcException {
    if (!region.tryLock()) {
      return false;
    }
    try {
      step.run();
      return true;
    } finally {
      region.unlock();
    }
  }

  /** What is done under the lock. */
  @FunctionalInterface
  interface Step {
    /** Does it, without waiting. */
    void run() throws IpcException;
  }
}
