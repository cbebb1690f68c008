package org.javaipc.core.memory;

import java.lang.foreign.MemorySegment;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** One end's view of a {@code memory:} channel. The garbage collector frees the memory. */
final class MemoryRegion implements SharedRegion {
  /** The slot of the one process there is. */
  static final long SELF = 1;

  private static final Liveness ONE_PROCESS = new OneProcess();

  private final MemoryObject object;

  MemoryRegion(MemoryObject object) {
    this.object = object;
  }

  @Override
  public String describe() {
    return "memory:" + object.name();
  }

  @Override
  public MemorySegment segment() {
    return object.memory();
  }

  @Override
  public void reserve(long offset, long length) {
    // All memory is allocated already.
  }

  @Override
  public void sync(long offset, long length) {
    // There is no medium behind the memory.
  }

  @Override
  public boolean tryLock() {
    return object.tryLock(this);
  }

  @Override
  public void unlock() {
    object.unlock(this);
  }

  @Override
  public Parker parker() {
    return object.parker();
  }

  @Override
  public Liveness liveness() {
    return ONE_PROCESS;
  }

  @Override
  public void unlink() {
    MemoryRegionStore.unlink(object);
  }

  @Override
  public void close() {
    unlock();
  }

  /** Both ends live and die together. */
  private static final class OneProcess implements Liveness {
    private static final Watch ALIVE =
        new Watch() {
          @Override
          public boolean isAlive() {
            return true;
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };

    @Override
    public long self() {
      return SELF;
    }

    @Override
    public Watch watch(long slot, Runnable onDeath) {
      return ALIVE;
    }

    @Override
    public String describe(long slot) {
      return "this process";
    }
  }
}
