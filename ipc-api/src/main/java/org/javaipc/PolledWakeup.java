package org.javaipc;

import java.util.concurrent.atomic.AtomicBoolean;

/** Wakes a {@link Poller} and leaves it at once. */
final class PolledWakeup extends PolledEnd {
  private final AtomicBoolean pending = new AtomicBoolean();

  PolledWakeup() {
    super(timeout -> true);
  }

  /** {@return whether nobody has woken the poller since it was last awake} */
  boolean isFirst() {
    return pending.compareAndSet(false, true);
  }

  @Override
  int poll() {
    pending.set(false);
    return LEFT;
  }
}
