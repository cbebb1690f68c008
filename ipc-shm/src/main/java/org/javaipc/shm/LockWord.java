package org.javaipc.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.CommonRegion;
import org.javaipc.spi.Liveness;

/**
 * The lock between processes: a word with the owner's process slot, and a word to sleep on.
 *
 * <pre>
 * +------+--------------------------------------------+
 * |    0 | magic                                      |
 * |    8 | version                                    |
 * +------+--------------------------------------------+
 * |  128 | owner's process slot; 0 free, -1 abandoned |
 * |  136 | sleep word                                 |
 * +------+--------------------------------------------+
 * </pre>
 *
 * <p>A waiter declares on the sleep word that it is about to sleep and looks at the owner once more; who
 * gives the lock back stores the owner and then looks at the sleep word; all of it volatile, so that one
 * of the two sees the other. A waiter watches the owner's
 * process: whatever instant that is killed at, between the two stores too, the waiter is woken.
 */
final class LockWord {
  /** {@code JAVAIPCL} in memory. */
  static final long MAGIC = 0x4c43_5049_4156_414aL;

  static final long LENGTH = 4096;

  private static final long VERSION = 1;
  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long OWNER_OFFSET = 128;
  private static final long SLEEP_OFFSET = OWNER_OFFSET + Long.BYTES;

  private static final long FREE = 0;
  private static final long ABANDONED = -1;
  private static final int ASLEEP = 1;
  private static final int SPINS = 200;
  private static final long LONGEST_SLEEP = 500_000_000;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final CommonRegion region;
  private final MemorySegment memory;
  private final long self;
  private final Map<Long, Liveness.Watch> watches = new HashMap<>(); // by the one thread at a time

  LockWord(CommonRegion region) {
    this.region = region;
    this.memory = region.segment();
    this.self = region.liveness().self();
  }

  /** Writes a new lock, that is free. */
  static void initialize(MemorySegment memory) {
    memory.set(ValueLayout.JAVA_LONG, VERSION_OFFSET, VERSION);
    memory.set(ValueLayout.JAVA_LONG, MAGIC_OFFSET, MAGIC);
  }

  /** {@return whether this release can use the memory} */
  boolean isOfThisVersion() {
    return memory.get(ValueLayout.JAVA_LONG, VERSION_OFFSET) == VERSION;
  }

  /** Takes the lock if it is free, or its owner dead. */
  Acquisition tryLock() throws IpcException {
    if (replace(FREE)) {
      return Acquisition.ACQUIRED;
    }
    long owner = owner();
    return owner != FREE && isDead(owner) && replace(owner)
        ? Acquisition.AFTER_DEATH
        : Acquisition.NOT_ACQUIRED;
  }

  /**
   * Waits until the lock may be free: for a moment, half a second, or until an interrupt.
   *
   * @param nanos longest time to wait
   */
  void await(long nanos) throws IpcException {
    for (int i = 0; i < SPINS; i++) {
      if (owner() == FREE) {
        return;
      }
      Thread.onSpinWait();
    }
    INT.setVolatile(memory, SLEEP_OFFSET, ASLEEP);
    long owner = owner();
    if (owner != FREE && !isDead(owner)) {
      region.parker().park(SLEEP_OFFSET, ASLEEP, Math.min(nanos, LONGEST_SLEEP));
    }
  }

  /** Gives the lock back. */
  void unlock() {
    release(FREE);
  }

  /** Gives the lock back without saying that what it protects is whole. */
  void abandon() {
    release(ABANDONED);
  }

  private void release(long owner) {
    LONG.setVolatile(memory, OWNER_OFFSET, owner);
    if ((int) INT.getVolatile(memory, SLEEP_OFFSET) == ASLEEP) {
      region.parker().unpark(SLEEP_OFFSET);
    }
  }

  /** Makes whoever sleeps look again. */
  void wake() {
    region.parker().unpark(SLEEP_OFFSET);
  }

  /** {@return who has the lock, for messages} */
  Optional<String> describeOwner() {
    long owner = owner();
    return owner == FREE || owner == ABANDONED
        ? Optional.empty()
        : Optional.of(region.liveness().describe(owner));
  }

  /** Leaves, and takes the lock away if nobody else uses it and nobody must be told of a death. */
  void close() throws IpcException {
    try {
      watches.values().forEach(Liveness.Watch::close);
      if (owner() == FREE && region.tryBeTheLast() && owner() == FREE) {
        region.unlink();
      }
    } finally {
      region.close();
    }
  }

  private long owner() {
    return (long) LONG.getVolatile(memory, OWNER_OFFSET);
  }

  private boolean replace(long owner) {
    return LONG.compareAndSet(memory, OWNER_OFFSET, owner, self);
  }

  /** This process has the lock only while it does not ask, so that a word that says so is wrong. */
  private boolean isDead(long owner) throws IpcException {
    if (owner == ABANDONED || owner == self) {
      return true;
    }
    Liveness.Watch watch = watches.get(owner);
    if (watch == null) {
      watch = region.liveness().watch(owner, this::wakeQuietly);
      watches.put(owner, watch);
    }
    if (watch.isAlive()) {
      return false;
    }
    watches.remove(owner);
    watch.close();
    return true;
  }

  private void wakeQuietly() {
    try {
      wake();
    } catch (IllegalStateException e) {
      // This process has closed the lock just now, and nobody sleeps here.
    }
  }
}
