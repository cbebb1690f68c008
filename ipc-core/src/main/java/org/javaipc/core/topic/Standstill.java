package org.javaipc.core.topic;

import org.javaipc.spi.MemoryFault;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the subscription that keeps a publisher from writing has made no progress. The time is kept from
 * one call of the publisher to the next, so a publisher that only offers has as much patience as one that waits. For
 * the publisher's thread, and used only when there is no room, so a message that is published at once costs nothing.
 */
final class Standstill {
  private @Nullable Subscriber blocker;
  private long done;
  private long since;

  /**
   * {@return how long it has stood still at this check, in nanoseconds; 0 if it has moved since the last check, or was
   * not checked then}
   *
   * @param subscriber that was the slowest just now
   * @param end position up to which is written
   */
  long nanos(Subscriber subscriber, long end) {
    long now = System.nanoTime();
    boolean moved = hasReadOn(subscriber, end) || subscriber.position() != done;
    if (moved || subscriber != blocker) {
      blocker = subscriber;
      done = subscriber.position();
      since = now;
    }
    return now - since;
  }

  private static boolean hasReadOn(Subscriber subscriber, long end) {
    try (MemoryFault.SETTLED) {
      return subscriber.hasReadOn(end);
    } catch (InternalError e) {
      return false; // it has truncated its own memory
    }
  }

  /** Forgets a subscription that has been left. */
  void end() {
    blocker = null;
  }
}
