package org.javaipc.core.membership;

import org.javaipc.IpcException;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * A sender's watch over its receiver's process. It begins before the name's lock is taken, so that the lock is held as
 * briefly as possible: a process that is stopped while it holds the lock keeps others out.
 */
public final class ReceiverWatch implements AutoCloseable {
  private final long slot;
  private final Liveness.Watch watch;
  private volatile @Nullable Runnable onDeath;

  /**
   * Begins to watch.
   *
   * @param region of the channel
   * @param slot of the receiver's process, as the region says now
   */
  public ReceiverWatch(SharedRegion region, long slot) throws IpcException {
    this.slot = slot;
    this.watch = region.liveness().watch(slot, this::tell);
  }

  private void tell() {
    Runnable told = onDeath;
    if (told != null) {
      told.run();
    }
  }

  /** Sets what to run when the process is found dead; runs it even if that has happened already. */
  public void onDeath(Runnable told) {
    onDeath = told;
    if (!watch.isAlive()) {
      told.run();
    }
  }

  public long slot() {
    return slot;
  }

  /** {@return whether the process has not been found dead} */
  boolean isAlive() {
    return watch.isAlive();
  }

  @Override
  public void close() {
    watch.close();
  }
}
