package org.javaipc.linux.wait;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.poll.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that never blocks, and on which threads wait instead: at most one for it to become
 * readable, and one for it to become writable.
 *
 * <p>A wait ends when the descriptor is ready, the time is over, the thread is interrupted (its interrupt status stays
 * set), or another thread calls {@link #wake}. It may also end for no reason, so the caller checks again. A wake-up
 * while no thread waits ends the next wait, so none is lost:
 *
 * <pre>{@code
 * while ((read = tryToRead()) == WOULD_BLOCK) {
 *   lookAtFlagsThatComeBeforeWake();
 *   descriptor.awaitReadable(nanosLeft);
 * }
 * }</pre>
 *
 * <p>A platform thread waits in the kernel, a virtual one is parked while the thread of the event
 * loop waits for it. Neither allocates.
 */
public final class PollableDescriptor implements AutoCloseable {
  /** The longest wait in the kernel, whatever is requested. */
  private static final long LONGEST_WAIT = 10_000_000_000L;

  private final Descriptor descriptor;
  // Guarded by this, as what is in them.
  private final Side reading = new Side(Poll.POLLIN);
  private final Side writing = new Side(Poll.POLLOUT);
  private int waiting;
  private boolean closed;

  private final DescriptorWatch watch;

  /**
   * Takes ownership.
   *
   * @param descriptor opened with O_NONBLOCK
   */
  public PollableDescriptor(Descriptor descriptor) {
    this.descriptor = descriptor;
    this.watch = new DescriptorWatch(descriptor.fd(), descriptor.name(), this::onReady);
  }

  /** {@return the number} */
  public int fd() {
    return descriptor.fd();
  }

  /** {@return the name of the file, for messages} */
  public String name() {
    return descriptor.name();
  }

  /** {@return the descriptor, which stays this object's} */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Waits for something to read, the end of the file, or an error.
   *
   * @param nanos longest time to wait, in nanoseconds; zero or less does not wait
   * @throws IpcException if there is no descriptor left to wait with
   */
  public void awaitReadable(long nanos) throws IpcException {
    await(reading, nanos);
  }

  /**
   * Waits for room to write, or an error.
   *
   * @param nanos longest time to wait, in nanoseconds; zero or less does not wait
   * @throws IpcException if there is no descriptor left to wait with
   */
  public void awaitWritable(long nanos) throws IpcException {
    await(writing, nanos);
  }

  /** Ends the waits of both threads, or the next ones. May be called from any thread. */
  public synchronized void wake() {
    reading.wake();
    writing.wake();
  }

  /**
   * Runs a task once, on the event loop's thread, when there is something to read, unless the descriptor is closed
   * first. The task must not wait. It replaces one that has not run yet. If it throws for lack of
   * memory or stack, it is run again a moment later.
   *
   * @param task to run
   * @throws IpcException if the kernel cannot watch the descriptor
   */
  public void whenReadable(Runnable task) throws IpcException {
    when(reading, task);
  }

  /**
   * The same when there is room to write, or the reading end is closed.
   *
   * @param task to run
   * @throws IpcException if the kernel cannot watch the descriptor
   */
  public void whenWritable(Runnable task) throws IpcException {
    when(writing, task);
  }

  /** {@return whether there is room to write, or the reading end is closed} Does not wait. */
  public boolean isWritable() {
    return (PollingThread.look(fd(), Poll.POLLOUT) & (Poll.POLLOUT | Poll.POLLERR)) != 0;
  }

  /** {@return whether something can be read, or nothing ever will} Does not wait. */
  public boolean isReadable() {
    return (PollingThread.look(fd(), Poll.POLLIN) & (Poll.POLLIN | Poll.POLLHUP)) != 0;
  }

  /** {@return whether the other side has gone: of a FIFO, if it has ever been there} */
  public boolean isHungUp() {
    return (PollingThread.look(fd(), Poll.POLLIN) & Poll.POLLHUP) != 0;
  }

  /** A call on a descriptor that does not wait. */
  @FunctionalInterface
  public interface Look<T extends @Nullable Object> {
    /**
     * {@return the result}
     *
     * @param fd open until this returns
     * @throws IpcException if the kernel refuses
     */
    T at(int fd) throws IpcException;
  }

  /**
   * {@return what a call by any thread sees, which keeps the descriptor from being closed meanwhile}
   *
   * @param <T> what it sees
   * @param look must not wait
   * @param closed what is returned if the descriptor is closed
   * @throws IpcException if the kernel refuses
   */
  public synchronized <T extends @Nullable Object> T whileOpen(Look<T> look, T closed)
      throws IpcException {
    return this.closed ? closed : look.at(fd());
  }

  private void await(Side side, long nanos) throws IpcException {
    if (nanos <= 0) {
      return;
    }
    long limited = Math.min(nanos, LONGEST_WAIT);
    if (Thread.currentThread().isVirtual()) {
      park(side, limited);
    } else {
      poll(side, limited);
    }
  }

  private void poll(Side side, long nanos) throws IpcException {
    PollingThread thread = PollingThread.take();
    try {
      if (begin(side, thread, null)) {
        try {
          SystemErrors.check(thread.poll(fd(), side.events, nanos), "ppoll", name());
        } finally {
          end(side);
          thread.clear();
        }
      }
    } finally {
      thread.giveBack();
    }
  }

  private void park(Side side, long nanos) throws IpcException {
    if (!begin(side, null, Thread.currentThread())) {
      return;
    }
    try {
      arm();
      long start = System.nanoTime();
      for (long left = nanos;
          left > 0 && !side.ready && !Thread.currentThread().isInterrupted();
          left = nanos - (System.nanoTime() - start)) {
        LockSupport.parkNanos(this, left);
      }
    } finally {
      end(side);
    }
  }

  private synchronized boolean begin(
      Side side, @Nullable PollingThread polling, @Nullable Thread parked) {
    if (side.woken || closed) {
      side.woken = false;
      return false;
    }
    if (side.polling != null || side.parked != null) {
      throw new IllegalStateException(name() + ": two threads wait for the same thing");
    }
    side.ready = false;
    side.polling = polling;
    side.parked = parked;
    waiting++;
    return true;
  }

  private synchronized void end(Side side) {
    side.polling = null;
    side.parked = null;
    side.woken = false;
    waiting--;
    if (closed) {
      notifyAll();
    }
  }

  private void when(Side side, Runnable task) throws IpcException {
    synchronized (this) {
      if (closed) {
        return;
      }
      side.task = task;
      side.due = false;
      arm();
    }
  }

  /** Makes the event loop watch for what threads wait for now. */
  private synchronized void arm() throws IpcException {
    int events = reading.wanted() | writing.wanted();
    if (!closed && events != 0 && !watch.arm(events)) {
      onReady(events); // a regular file, say: always ready
    }
  }

  /** Called by the event loop: the descriptor is ready for some of what was wanted. */
  boolean onReady(int events) {
    synchronized (this) {
      reading.onReady(events);
      writing.onReady(events);
    }
    runDue(reading);
    runDue(writing);
    try {
      arm(); // for the other side, if only one was ready
      return true;
    } catch (IpcException e) {
      wake();
      return false;
    }
  }

  /** A task that throws stays due, unless it has put another in its place. */
  private void runDue(Side side) {
    Runnable task;
    synchronized (this) {
      task = side.due ? side.task : null;
    }
    if (task != null) {
      task.run();
      synchronized (this) {
        if (side.due) {
          side.task = null;
          side.due = false;
        }
      }
    }
  }

  /**
   * Ends all waits, discards the tasks, and closes the descriptor once no thread waits any more. Reading and writing
   * have to be stopped first, for instance by a {@link UseGuard}. Repeating it does
   * nothing.
   */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      reading.task = null;
      writing.task = null;
      while (waiting > 0) {
        wake();
        try {
          wait(1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      watch.close();
      descriptor.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name();
  }

  /** One direction, reading or writing, and its waiter. */
  private static final class Side {
    private final short events;
    private @Nullable PollingThread polling;
    private @Nullable Thread parked;
    private @Nullable Runnable task;
    private boolean due;
    private boolean woken;
    private volatile boolean ready;

    private Side(short events) {
      this.events = events;
    }

    private int wanted() {
      return (parked != null && !ready) || (task != null && !due) ? events : 0;
    }

    private void wake() {
      woken = true;
      if (polling != null) {
        polling.wakeup();
      }
      unpark();
    }

    private void unpark() {
      if (parked != null) {
        ready = true;
        LockSupport.unpark(parked);
      }
    }

    private void onReady(int happened) {
      if ((happened & (events | Poll.POLLERR | Poll.POLLHUP)) != 0) {
        unpark();
        due = task != null;
      }
    }
  }
}
