package org.javaipc.linux.wait;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.linux.raw.ipc.Futex;
import org.javaipc.spi.Parker;
import org.jspecify.annotations.Nullable;

/**
 * Sleeping on words of a shared mapping by futex. A word that is slept on holds the sleeper's
 * {@code expected}, any number but 3; its waker stores 3 over that first, so that a wake-up which
 * comes before the sleeper is in the kernel is not lost. Such a store may come late, over the same sleeper's next
 * {@code expected}; the wake-up that follows it makes the sleeper look again. An atomic exchange would not do it: that
 * of an interpreter kills the JVM where the file of the mapping was cut short.
 *
 * <p>A platform thread sleeps in the kernel, at most half a second at a time. A virtual thread,
 * which would hold its carrier there, leaves it to the thread of a {@link FutexReactor}.
 */
public final class FutexParker implements Parker, AutoCloseable {
  static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  /** Value of a word on which a thread sleeps, by the convention that {@link #unpark} uses. */
  private static final int ASLEEP = 1;

  /** The value that a waker stores; the sleeper itself uses a different value for being awake. */
  static final int ROUSED = 3;

  private static final long LONGEST_SLEEP = 500_000_000;
  private static final long LONGEST_VIRTUAL_SLEEP = 10_000_000_000L;

  private final MemorySegment memory;
  private final long base;
  private final long longestSleep;
  private final boolean asymmetric = ProcessFence.isAsymmetric();
  // Guarded by this; a sleeper is in the list as long as the mapping must stay.
  private @Nullable Sleeper sleepers;
  private final List<VirtualSleeper> virtualSleepers = new ArrayList<>(1);
  private volatile boolean closing;

  /**
   * Makes the parker of a mapping.
   *
   * @param memory shared memory, which its owner unmaps after {@link #close}
   */
  public FutexParker(MemorySegment memory) {
    this(memory, LONGEST_SLEEP);
  }

  /** For tests: one that sleeps so long at a time that a lost wake-up cannot be taken for a slow machine. */
  public FutexParker(MemorySegment memory, long longestSleep) {
    this.memory = memory;
    this.base = memory.address();
    this.longestSleep = longestSleep;
  }

  @Override
  public boolean isAsymmetric() {
    return asymmetric;
  }

  @Override
  public void heavyFence() {
    ProcessFence.heavy();
  }

  @Override
  public void park(long offset, int expected, long nanos) {
    if (expected == ROUSED || nanos <= 0) {
      throw new IllegalArgumentException("expected=" + expected + " nanos=" + nanos);
    }
    if (Thread.currentThread().isVirtual()) {
      parkVirtual(offset, expected, nanos);
      return;
    }
    Sleeper sleeper = Sleeper.current();
    if (enter(sleeper, offset, expected)) {
      try {
        sleeper.sleep(base + offset, expected, Math.min(nanos, longestSleep));
      } finally {
        leave(sleeper);
      }
    }
  }

  @Override
  public void unpark(long offset) {
    try {
      wake(offset, ASLEEP);
    } catch (IllegalStateException e) {
      if (!closing) {
        throw e;
      } // The wake-up for a close of this end or the death of its peer may come too late.
    }
  }

  /** Wakes all sleepers of this object and waits until they have left; no thread parks after that. */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      closing = true;
      while (sleepers != null || !virtualSleepers.isEmpty()) {
        virtualSleepers.forEach(VirtualSleeper::wake);
        for (Sleeper sleeper = sleepers; sleeper != null; sleeper = sleeper.next) {
          sleeper.wakeup();
        }
        try {
          wait(1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Wakes the sleeper of a word, also one that is about to sleep. */
  void wake(long offset, int expected) {
    if ((int) WORD.getVolatile(memory, offset) == expected) {
      WORD.setVolatile(memory, offset, ROUSED);
    }
    Futex.wakeAll(base + offset);
  }

  private synchronized boolean enter(Sleeper sleeper, long offset, int expected) {
    if (closing) {
      return false;
    }
    sleeper.enter(this, offset, expected);
    sleeper.next = sleepers;
    sleepers = sleeper;
    return true;
  }

  private synchronized void leave(Sleeper sleeper) {
    if (sleepers == sleeper) {
      sleepers = sleeper.next;
    } else {
      Sleeper before = sleepers;
      while (before != null && before.next != sleeper) {
        before = before.next;
      }
      if (before != null) {
        before.next = sleeper.next;
      }
    }
    sleeper.next = null;
    if (closing) {
      notifyAll();
    }
  }

  private void parkVirtual(long offset, int expected, long nanos) {
    VirtualSleeper sleeper = new VirtualSleeper(memory, offset, expected);
    if (!enterVirtual(sleeper)) {
      return;
    }
    try {
      if (FutexReactor.isAvailable()) {
        FutexReactor reactor = FutexReactor.add(sleeper);
        sleeper.sleep(Math.min(nanos, LONGEST_VIRTUAL_SLEEP));
        reactor.remove(sleeper);
      } else {
        sleeper.sleepInSlices(nanos);
      }
    } finally {
      leaveVirtual(sleeper);
    }
  }

  private synchronized boolean enterVirtual(VirtualSleeper sleeper) {
    if (closing) {
      return false;
    }
    virtualSleepers.add(sleeper);
    return true;
  }

  private synchronized void leaveVirtual(VirtualSleeper sleeper) {
    virtualSleepers.remove(sleeper);
    if (closing) {
      notifyAll();
    }
  }
}
