package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Selector;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that waits for one descriptor, together with an event descriptor that ends the
 * wait. Unused ones are kept for later waits, so a wait creates no descriptor and allocates nothing.
 */
final class PollingThread extends Interruptible {
  private static final int MOST_IDLE = 4;
  private static final long SECOND = 1_000_000_000;
  private static final long SIZE = Poll.POLLFD.byteSize();
  private static final long FD = Poll.POLLFD.byteOffset(PathElement.groupElement("fd"));
  private static final long EVENTS = Poll.POLLFD.byteOffset(PathElement.groupElement("events"));
  private static final long REVENTS = Poll.POLLFD.byteOffset(PathElement.groupElement("revents"));
  private static final Object POOL = new Object();

  /** What a thread needs to look without waiting: a descriptor, and no time. Of the JDK alone, as threads outlive us. */
  private static final ThreadLocal<MemorySegment> GLANCE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SIZE + 2 * Long.BYTES, Long.BYTES));

  private static @Nullable PollingThread idle; // guarded by POOL
  private static int idleCount; // guarded by POOL

  private @Nullable PollingThread next;
  private final EventDescriptor wakeUp;
  private volatile boolean woken;
  private final MemorySegment descriptors;
  private final MemorySegment timeout;

  private PollingThread(EventDescriptor wakeUp) {
    this.wakeUp = wakeUp;
    wakeUp.descriptor().tieToLoader();
    Arena arena = Arena.ofAuto();
    this.descriptors = arena.allocate(Poll.POLLFD, 2);
    this.timeout = arena.allocate(2 * Long.BYTES, Long.BYTES);
    descriptors.set(ValueLayout.JAVA_INT, SIZE + FD, wakeUp.fd());
    descriptors.set(ValueLayout.JAVA_SHORT, SIZE + EVENTS, Poll.POLLIN);
  }

  /** {@return an unused one, to be returned by {@link #giveBack}} */
  static PollingThread take() throws IpcException {
    synchronized (POOL) {
      PollingThread taken = idle;
      if (taken != null) {
        idle = taken.next;
        taken.next = null;
        idleCount--;
        return taken;
      }
    }
    return new PollingThread(EventDescriptor.create("the wake-up of a waiting thread"));
  }

  /** Ends the use of this one; no thread wakes it any more. */
  void giveBack() {
    synchronized (POOL) {
      if (idleCount < MOST_IDLE) {
        next = idle;
        idle = this;
        idleCount++;
        return;
      }
    }
    wakeUp.close();
  }

  /**
   * Waits until the descriptor is ready, {@link #wakeup} was called, the time is over, or the thread
   * is interrupted.
   *
   * @return what the kernel returned
   */
  int poll(int fd, short events, long nanos) {
    descriptors.set(ValueLayout.JAVA_INT, FD, fd);
    descriptors.set(ValueLayout.JAVA_SHORT, EVENTS, events);
    descriptors.set(ValueLayout.JAVA_SHORT, SIZE + REVENTS, (short) 0);
    timeout.set(ValueLayout.JAVA_LONG, 0, nanos / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % SECOND);
    int returned;
    begin();
    try {
      returned = Poll.ppoll(descriptors.address(), 2, timeout.address());
    } finally {
      end();
    }
    return Errno.interrupted(returned) ? 0 : returned;
  }

  /** {@return what a descriptor is ready for now, of the given events and errors} */
  static short look(int fd, short events) {
    MemorySegment glance = GLANCE.get();
    glance.set(ValueLayout.JAVA_INT, FD, fd);
    glance.set(ValueLayout.JAVA_SHORT, EVENTS, events);
    int returned;
    do {
      returned = Poll.ppoll(glance.address(), 1, glance.address() + SIZE);
    } while (Errno.interrupted(returned));
    return returned == 1 ? glance.get(ValueLayout.JAVA_SHORT, REVENTS) : 0;
  }

  /** Discards the wake-ups of the wait that has ended; no thread can wake it any more. */
  void clear() {
    if (woken) {
      woken = false;
      wakeUp.take();
    }
  }

  @Override
  public Selector wakeup() {
    woken = true;
    wakeUp.signal();
    return this;
  }
}
