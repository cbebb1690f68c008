package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Futex;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait in the kernel on behalf of virtual threads, up to 127 words each. A virtual thread
 * that slept in the kernel itself would hold its carrier.
 *
 * <p>The first word that a reactor waits on is its own control word: it changes when sleepers come and
 * go. A reactor without sleepers ends a moment later, so that the loader of its classes can be collected.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/futex2.html">futex_waitv</a>
 */
final class FutexReactor {
  private static final int MOST_SLEEPERS = Futex.FUTEX_WAITV_MAX - 1;

  /** If a waker is killed between changing a word and waking its sleeper, the sleeper looks again after this time. */
  private static final long LOOK_NANOS = 500_000_000;

  /** A reactor without sleepers ends after this time. */
  private static final long LINGER_NANOS = 200_000_000;

  private static final long SECOND = 1_000_000_000;
  private static final long VAL = Futex.WAITV.byteOffset(PathElement.groupElement("val"));
  private static final long UADDR = Futex.WAITV.byteOffset(PathElement.groupElement("uaddr"));
  private static final long FLAGS = Futex.WAITV.byteOffset(PathElement.groupElement("flags"));
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  /** The reactors that run; also the lock of them all. */
  private static final List<FutexReactor> REACTORS = new ArrayList<>();

  /** What has no thread and no sleepers. */
  private static final FutexReactor NONE = new FutexReactor();

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment control = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment waiters = arena.allocate(Futex.WAITV, Futex.FUTEX_WAITV_MAX);
  private final MemorySegment timeout = arena.allocate(Futex.TIMESPEC);

  // Guarded by REACTORS.
  private final List<VirtualSleeper> sleepers = new ArrayList<>();

  private static volatile @Nullable Boolean available;

  private FutexReactor() {}

  /** {@return whether the kernel has futex_waitv: since 5.16, where no filter refuses it} */
  static boolean isAvailable() {
    Boolean known = available;
    if (known == null) {
      known = Errno.invalid(Futex.waitOnAny(0, 0, 0)); // no words, if known
      available = known;
    }
    return known;
  }

  /**
   * {@return the reactor that waits for a sleeper from now on} If there is no thread left for one, the sleeper looks
   * at its word itself.
   */
  static FutexReactor add(VirtualSleeper sleeper) {
    synchronized (REACTORS) {
      try {
        FutexReactor reactor = withRoom();
        reactor.sleepers.add(sleeper);
        reactor.interrupt();
        return reactor;
      } catch (ResourceLimitException e) {
        sleeper.looksItself();
        return NONE;
      }
    }
  }

  private static FutexReactor withRoom() throws ResourceLimitException {
    for (FutexReactor reactor : REACTORS) {
      if (reactor.sleepers.size() < MOST_SLEEPERS) {
        return reactor;
      }
    }
    FutexReactor reactor = new FutexReactor();
    LibraryThread.start(LibraryThread.of("javaipc-futex-reactor", reactor::run));
    REACTORS.add(reactor);
    return reactor;
  }

  /** Forgets a sleeper: its memory may be unmapped then. */
  void remove(VirtualSleeper sleeper) {
    synchronized (REACTORS) {
      sleepers.remove(sleeper);
    }
  }

  private void interrupt() {
    WORD.getAndAdd(control, 0L, 1);
    Futex.wakeAllPrivate(control.address());
  }

  /** What an error cuts short is begun again: the sleepers are in the list, and their words are as they are. */
  private void run() {
    int count = prepare(false);
    while (count > 0) {
      boolean empty = count == 1;
      long end = deadline(empty ? LINGER_NANOS : LOOK_NANOS);
      boolean timedOut = Errno.timedOut(Futex.waitOnAny(waiters.address(), count, end));
      count = prepare(empty && timedOut);
    }
  }

  /**
   * Wakes the sleepers whose word has changed, and lists the others' words for the kernel.
   *
   * @param idle whether there were no sleepers during the last wait
   * @return how many words to wait on; 0 if there are no sleepers left
   */
  private int prepare(boolean idle) {
    synchronized (REACTORS) {
      put(0, control.address(), (int) WORD.getVolatile(control, 0L), Futex.FUTEX_PRIVATE_FLAG);
      wakeThoseDue();
      if (idle && sleepers.isEmpty()) {
        REACTORS.remove(this);
        return 0;
      }
      for (int i = 0; i < sleepers.size(); i++) {
        put(i + 1, sleepers.get(i).address(), sleepers.get(i).expected(), 0);
      }
      return sleepers.size() + 1;
    }
  }

  /** Each is woken before it leaves the list, and nothing is allocated. */
  private void wakeThoseDue() {
    for (int i = sleepers.size() - 1; i >= 0; i--) {
      if (sleepers.get(i).isDue()) {
        sleepers.get(i).wake();
        sleepers.remove(i);
      }
    }
  }

  private void put(int index, long address, int expected, int privacy) {
    MemorySegment waiter = waiters.asSlice(index * Futex.WAITV.byteSize(), Futex.WAITV);
    waiter.set(ValueLayout.JAVA_LONG, VAL, Integer.toUnsignedLong(expected));
    waiter.set(ValueLayout.JAVA_LONG, UADDR, address);
    waiter.set(ValueLayout.JAVA_INT, FLAGS, Futex.FUTEX_32 | privacy);
  }

  /** {@return the address of a point in time, so many ns from now: {@code nanoTime} is the kernel's monotonic clock} */
  private long deadline(long nanos) {
    long end = System.nanoTime() + nanos;
    timeout.set(ValueLayout.JAVA_LONG, 0, end / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, end % SECOND);
    return timeout.address();
  }
}
