package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Futex;

/**
 * Threads that wait in the kernel on behalf of virtual threads, up to 127 words each. A virtual thread
 * that slept in the kernel itself would hold its carrier.
 *
 * <p>The first word that a reactor waits on is its own control word: it changes when sleepers come and
 * go. A reactor without sleepers ends after some seconds.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/futex2.html">futex_waitv</a>
 */
final class FutexReactor {
  /** Whether the kernel has futex_waitv: since 5.16, where no filter refuses it. */
  static final boolean AVAILABLE = Errno.invalid(Futex.waitOnAny(0, 0, 0)); // no words, if known

  private static final System.Logger LOG = System.getLogger(FutexReactor.class.getName());
  private static final int MOST_SLEEPERS = Futex.FUTEX_WAITV_MAX - 1;
  private static final long IDLE_NANOS = 5_000_000_000L;
  private static final long SECOND = 1_000_000_000;
  private static final long VAL = Futex.WAITV.byteOffset(PathElement.groupElement("val"));
  private static final long UADDR = Futex.WAITV.byteOffset(PathElement.groupElement("uaddr"));
  private static final long FLAGS = Futex.WAITV.byteOffset(PathElement.groupElement("flags"));
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  /** The reactors that run; also the lock of them all. */
  private static final List<FutexReactor> REACTORS = new ArrayList<>();

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment control = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment waiters = arena.allocate(Futex.WAITV, Futex.FUTEX_WAITV_MAX);
  private final MemorySegment timeout = arena.allocate(Futex.TIMESPEC);

  // Guarded by REACTORS.
  private final List<VirtualSleeper> sleepers = new ArrayList<>();

  private FutexReactor() {}

  /** {@return the reactor that waits for a sleeper from now on} */
  static FutexReactor add(VirtualSleeper sleeper) {
    synchronized (REACTORS) {
      FutexReactor reactor = withRoom();
      reactor.sleepers.add(sleeper);
      reactor.interrupt();
      return reactor;
    }
  }

  private static FutexReactor withRoom() {
    for (FutexReactor reactor : REACTORS) {
      if (reactor.sleepers.size() < MOST_SLEEPERS) {
        return reactor;
      }
    }
    FutexReactor reactor = new FutexReactor();
    REACTORS.add(reactor);
    Thread.ofPlatform().name("javaipc-futex-reactor").daemon().start(reactor::run);
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

  private void run() {
    try {
      int count = prepare(false);
      while (count > 0) {
        count = prepare(Errno.timedOut(Futex.waitOnAny(waiters.address(), count, deadline())));
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "waiting for virtual threads", e);
      giveUp();
    }
  }

  /**
   * Wakes the sleepers whose word has changed, and lists the others' words for the kernel.
   *
   * @param idle whether nothing has happened for a while
   * @return how many words to wait on; 0 if there is nobody left to wait for
   */
  private int prepare(boolean idle) {
    synchronized (REACTORS) {
      put(0, control.address(), (int) WORD.getVolatile(control, 0L), Futex.FUTEX_PRIVATE_FLAG);
      sleepers.removeIf(FutexReactor::wakeIfDue);
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

  private static boolean wakeIfDue(VirtualSleeper sleeper) {
    boolean due = sleeper.isDue();
    if (due) {
      sleeper.wake();
    }
    return due;
  }

  private void put(int index, long address, int expected, int privacy) {
    MemorySegment waiter = waiters.asSlice(index * Futex.WAITV.byteSize(), Futex.WAITV);
    waiter.set(ValueLayout.JAVA_LONG, VAL, Integer.toUnsignedLong(expected));
    waiter.set(ValueLayout.JAVA_LONG, UADDR, address);
    waiter.set(ValueLayout.JAVA_INT, FLAGS, Futex.FUTEX_32 | privacy);
  }

  /** {@return the address of a point in time: {@code nanoTime} is the kernel's monotonic clock} */
  private long deadline() {
    long end = System.nanoTime() + IDLE_NANOS;
    timeout.set(ValueLayout.JAVA_LONG, 0, end / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, end % SECOND);
    return timeout.address();
  }

  private void giveUp() {
    synchronized (REACTORS) {
      REACTORS.remove(this);
      sleepers.forEach(VirtualSleeper::wake);
      sleepers.clear();
    }
  }
}
