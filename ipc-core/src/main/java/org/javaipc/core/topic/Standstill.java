package org.javaipc.core.topic;

import org.javaipc.spi.MemoryFault;
import org.jspecify.annotations.Nullable;

/**
 * How long the subscription that keeps a publisher from writing has neither read nor been done with anything. It is remembered from one call of
 * the publisher to the next: one that only ever offers has as much patience as one that waits. For the publisher's thread,
 * where there is no room: nothing here costs a message that is published at once.
 */
final class Standstill {
  private @Nullable Subscriber blocker;
  private long done;
  private long since;

  /**
   * {@return how long it had stood still at this look, in nanoseconds; 0 if it has moved since the last one, or was not looked at then}
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
      return false; // it has cut its own memory short
    }
  }

  /** Forgets a subscription that has been left. */
  void end() {
    blocker = null;
  }
}
