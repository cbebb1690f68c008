package org.javaipc.mq;

import java.time.Duration;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.linux.mqueue.PosixQueue;
import org.javaipc.linux.wait.Arrivals;
import org.javaipc.linux.wait.UseGuard;

/** Hears of the messages that arrive at a POSIX queue. */
final class ArrivalListener implements Listener {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long EVENT = Notifier.bit(0);

  private final Address address;
  private final PosixQueue queue;
  private final Arrivals arrivals;
  private final UseGuard guard;

  /** What {@link #awaitReady} saw and nobody took yet. */
  private boolean seen;

  private ArrivalListener(Address address, PosixQueue queue, Arrivals arrivals) {
    this.address = address;
    this.queue = queue;
    this.arrivals = arrivals;
    this.guard = new UseGuard(queue + ", arrivals", getClass());
  }

  /** {@return a listener with a descriptor of its own} */
  static ArrivalListener of(String name) throws IpcException {
    PosixQueue queue = PosixQueue.open(name, PosixQueue.Access.RECEIVE);
    try {
      String plain = name.startsWith("/") ? name.substring(1) : name;
      Address address = new Address("mq", Address.isPlainName(plain) ? plain : "unnamed", Map.of());
      return new ArrivalListener(address, queue, Arrivals.at(queue.descriptor()));
    } catch (IpcException | RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long poll() throws IpcException {
    enter();
    try {
      return take();
    } finally {
      guard.exit();
    }
  }

  @Override
  public long await(Duration timeout) throws IpcException, InterruptedException {
    return await(SlicedWait.nanos(timeout));
  }

  @Override
  public long await() throws IpcException, InterruptedException {
    return await(FOREVER);
  }

  private long await(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      return awaitSeen(nanos) ? take() : 0;
    } finally {
      guard.exit();
    }
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return awaitSeen(SlicedWait.nanos(timeout));
    } finally {
      guard.exit();
    }
  }

  private boolean awaitSeen(long nanos) throws IpcException, InterruptedException {
    long begin = System.nanoTime();
    while (!look()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      arrivals.await(left);
      if (guard.isClosed()) {
        throw closed();
      }
    }
    return true;
  }

  private boolean look() throws IpcException {
    seen = seen || arrivals.take();
    return seen;
  }

  private long take() throws IpcException {
    boolean arrived = look();
    seen = false;
    return arrived ? EVENT : 0;
  }

  private void enter() throws IpcException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(queue + ": this listener is closed");
  }

  @Override
  public void close() {
    if (guard.close(arrivals::wake)) {
      arrivals.close();
      queue.close();
    }
  }
}
