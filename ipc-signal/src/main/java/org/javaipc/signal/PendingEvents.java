package org.javaipc.signal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The events of one listener that have come, and the thread that waits for one. */
final class PendingEvents {
  private final AtomicLong events = new AtomicLong();
  private volatile @Nullable Thread waiting;

  void add(long bit) {
    long before = events.get();
    while ((before & bit) == 0) {
      if (events.compareAndSet(before, before | bit)) {
        wake();
        return;
      }
      before = events.get();
    }
  }

  /** {@return the events, which are cleared} */
  long take() {
    return events.get() == 0 ? 0 : events.getAndSet(0);
  }

  boolean isEmpty() {
    return events.get() == 0;
  }

  /** Parks the calling thread until there are events, the time is over, it is woken, or for no reason. */
  void await(long nanos) {
    waiting = Thread.currentThread();
    try {
      if (isEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      waiting = null;
    }
  }

  /** Ends the wait of the thread that waits. */
  void wake() {
    LockSupport.unpark(waiting);
  }
}
