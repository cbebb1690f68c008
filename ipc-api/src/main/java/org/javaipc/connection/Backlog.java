package org.javaipc.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.spi.NameWatch;
import org.jspecify.annotations.Nullable;

/** The clients that are connected but not yet accepted. Any number of threads may use it. */
final class Backlog {
  static final long FOREVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NameWatch names; // guarded by lock
  private final Deque<Connection> waiting = new ArrayDeque<>();
  private @Nullable End end;

  /**
   * Creates an empty backlog.
   *
   * @param names of the server, looked at while a caller waits
   */
  Backlog(NameWatch names) {
    this.names = names;
  }

  /** Makes the exception that says why there will be no more clients, a new one for each caller. */
  @FunctionalInterface
  interface End {
    IpcException exception();
  }

  /** {@return whether the connection was added; false once the backlog has ended} */
  boolean add(Connection connection) {
    lock.lock();
    try {
      if (end != null) {
        return false;
      }
      waiting.add(connection);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the next connection; null if there is none in time} */
  @Nullable Connection take(long nanos) throws IpcException, InterruptedException {
    lock.lockInterruptibly();
    try {
      return awaitLocked(nanos) ? waiting.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the next connection; null if there is none now} */
  @Nullable Connection poll() throws IpcException {
    lock.lock();
    try {
      throwEnd();
      if (waiting.isEmpty()) {
        names.lookAfterPoll();
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether there is a connection in time} */
  boolean await(long nanos) throws IpcException, InterruptedException {
    lock.lockInterruptibly();
    try {
      return awaitLocked(nanos);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitLocked(long nanos) throws IpcException, InterruptedException {
    long left = nanos;
    while (true) {
      throwEnd();
      if (!waiting.isEmpty()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      names.look();
      long slice = Math.min(left, NameWatch.INTERVAL);
      long unused = changed.awaitNanos(slice);
      left = left == FOREVER ? FOREVER : left - slice + unused;
    }
  }

  private void throwEnd() throws IpcException {
    if (end != null) {
      throw end.exception();
    }
  }

  /** Ends the backlog, unless it has ended already; {@return the connections that were not accepted} */
  List<Connection> end(End why) {
    lock.lock();
    try {
      if (end == null) {
        end = why;
      }
      List<Connection> left = new ArrayList<>(waiting);
      waiting.clear();
      changed.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
