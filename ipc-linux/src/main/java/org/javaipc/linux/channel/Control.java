package org.javaipc.linux.channel;

import org.javaipc.IpcException;
import org.javaipc.spi.SharedRegion;

/**
 * One end's hold on the control region of its channel, and the bell that makes the others look at it.
 *
 * @param region of the channel, closed with the end
 * @param fields of the region
 * @param bell of this process
 */
record Control(SharedRegion region, ControlDescriptor fields, Bell bell) {
  static Control of(SharedRegion region, Bell bell) {
    return new Control(region, new ControlDescriptor(region.segment()), bell);
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
