package org.javaipc.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.liveness.FixedName;
import org.javaipc.linux.lock.Exclusion;
import org.javaipc.linux.region.RefCountedRegion;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;

/**
 * The lock between processes. The kernel keeps the owner ({@link Exclusion}). The memory, which a file can lose at any
 * time, holds what the next owner has to know, and a word to sleep on. It is accessed by loads and stores only.
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
 * <p>The owner writes its slot while it holds the lock. A process that gets the lock and finds an owner there knows
 * that the lock was not released.
 *
 * <p>A waiter announces on the sleep word that it is about to sleep, and then tries once more. A process that releases
 * the lock reads the word afterwards. The kernel's internal lock orders the two, so one sees the other. A waiter
 * watches the processes that it saw as owners, so it is woken at whatever instant one is killed, even between releasing
 * and waking.
 */
final class LockWord {
  /** {@code JAVAIPCL} in memory. */
  static final long MAGIC = 0x4c43_5049_4156_414aL;

  static final long LENGTH = 4096;

  private static final long VERSION = 2;
  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long OWNER_OFFSET = 128;
  private static final long SLEEP_OFFSET = OWNER_OFFSET + Long.BYTES;

  private static final long FREE = 0;
  private static final long ABANDONED = -1;
  private static final int ASLEEP = 1;
  private static final int SPINS = 200;
  private static final long LONGEST_SLEEP = 500_000_000;

  /** How long to pause, since a process is known to be dead a moment before the kernel has closed all its files. */
  private static final long PAUSE_FOR_THE_DEAD = 50_000;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final RefCountedRegion region;
  private final MemorySegment memory;
  private final Exclusion exclusion;
  private final FixedName name;
  private final long self;
  private final Map<Long, Liveness.Watch> watches = new HashMap<>(); // by the one thread at a time

  LockWord(RefCountedRegion region) throws IpcException {
    this.region = region;
    this.name = region.fixedName();
    this.memory = region.segment();
    this.exclusion = region.exclusion();
    this.self = region.liveness().self();
  }

  /** Writes a new lock, which is free. */
  static void initialize(MemorySegment memory) {
    memory.set(ValueLayout.JAVA_LONG, VERSION_OFFSET, VERSION);
    memory.set(ValueLayout.JAVA_LONG, MAGIC_OFFSET, MAGIC);
  }

  /** {@return whether this release can use the memory} */
  boolean isOfThisVersion() {
    return memory.get(ValueLayout.JAVA_LONG, VERSION_OFFSET) == VERSION;
  }

  /** Takes the lock if it is free or its owner is dead. */
  Acquisition tryLock() throws IpcException {
    MemoryFault.settle(); // what an earlier look met must not hide that the lock was taken
    if (!exclusion.tryTake()) {
      return Acquisition.NOT_ACQUIRED;
    }
    boolean taken = false;
    try (MemoryFault.SETTLED) {
      requireName("its file was removed or replaced, and others may have a new lock of this name");
      long before = owner();
      LONG.setVolatile(memory, OWNER_OFFSET, self);
      MemoryFault.settle();
      taken = true;
      return before == FREE ? Acquisition.ACQUIRED : Acquisition.AFTER_DEATH;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      if (!taken) {
        exclusion.release();
      }
    }
  }

  /**
   * Waits until the lock may be free, at most half a second, or until an interrupt, and takes it if it becomes free.
   *
   * @param nanos longest time to wait
   */
  Acquisition await(long nanos) throws IpcException {
    try (MemoryFault.SETTLED) {
      return spin() ? tryLock() : sleepUnlessFree(nanos);
    } catch (InternalError e) {
      throw fault(e);
    }
  }

  /** {@return whether the lock was seen to be free} */
  private boolean spin() {
    for (int i = 0; i < SPINS; i++) {
      if (owner() == FREE) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private Acquisition sleepUnlessFree(long nanos) throws IpcException {
    INT.setVolatile(memory, SLEEP_OFFSET, ASLEEP);
    Acquisition acquisition = tryLock();
    if (acquisition.isHeld()) {
      return acquisition;
    }
    if (isDead(owner())) {
      LockSupport.parkNanos(PAUSE_FOR_THE_DEAD);
    } else {
      region.parker().park(SLEEP_OFFSET, ASLEEP, Math.min(nanos, LONGEST_SLEEP));
    }
    return acquisition;
  }

  /**
   * Releases the lock.
   *
   * @throws CorruptChannelException if another process can have had one of the same name meanwhile
   */
  void unlock() throws IpcException {
    try {
      requireName(
          "its file was removed or replaced while it was held, and another process may have held a new lock of this name meanwhile; check what it protects");
    } finally {
      release(FREE);
    }
  }

  private void requireName(String problem) throws IpcException {
    if (!name.stands()) {
      String what = region.describe();
      throw new CorruptChannelException(
          "lock %s: %s; close it everywhere in this process, and reopen it"
              .formatted(what, problem),
          new NoSuchObjectException(what + ": its file was removed", "ENOENT"));
    }
  }

  /** Releases the lock without stating that what it protects is whole. */
  void abandon() {
    release(ABANDONED);
  }

  /** Releases the lock even if the memory has gone; the next owner finds that out. */
  private void release(long owner) {
    try (MemoryFault.SETTLED) {
      LONG.setVolatile(memory, OWNER_OFFSET, owner);
    } catch (InternalError e) {
      // The next owner is told.
    } finally {
      exclusion.release();
    }
    wakeIfAsleep();
  }

  /** Wakes sleepers, so that they check again. */
  void wake() {
    try (MemoryFault.SETTLED) {
      region.parker().unpark(SLEEP_OFFSET);
    } catch (InternalError | IllegalStateException e) {
      // Nobody sleeps for long on memory that was cut short, or unmapped just now.
    }
  }

  private void wakeIfAsleep() {
    try (MemoryFault.SETTLED) {
      if ((int) INT.getVolatile(memory, SLEEP_OFFSET) == ASLEEP) {
        region.parker().unpark(SLEEP_OFFSET);
      }
    } catch (InternalError e) {
      // Nobody sleeps for long on memory that was cut short.
    }
  }

  /** {@return which process holds the lock, for messages} */
  Optional<String> describeOwner() {
    try (MemoryFault.SETTLED) {
      long owner = owner();
      return owner == FREE || owner == ABANDONED
          ? Optional.empty()
          : Optional.of(region.liveness().describe(owner));
    } catch (InternalError e) {
      return Optional.empty();
    }
  }

  /** Leaves, and removes the lock if no other process uses it and no next owner must learn of a death. */
  void close() throws IpcException {
    try (MemoryFault.SETTLED) {
      watches.values().forEach(Liveness.Watch::close);
      if (owner() == FREE && region.tryBeTheLast() && owner() == FREE) {
        region.unlink();
      }
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      region.close();
    }
  }

  private long owner() {
    return (long) LONG.getVolatile(memory, OWNER_OFFSET);
  }

  private CorruptChannelException fault(InternalError e) {
    return new CorruptChannelException(
        "lock %s: was cut short while it was mapped: %s; close it everywhere, and remove the file"
            .formatted(region.describe(), e.getMessage()),
        e);
  }

  /** {@return whether a process that was seen as the owner is known to be dead} */
  private boolean isDead(long owner) throws IpcException {
    if (owner == FREE || owner == ABANDONED || owner == self) {
      return false;
    }
    Liveness.Watch watch = watches.get(owner);
    if (watch == null) {
      watch = region.liveness().watch(owner, this::wake);
      watches.put(owner, watch);
    }
    if (watch.isAlive()) {
      return false;
    }
    watches.remove(owner);
    watch.close();
    return true;
  }
}
