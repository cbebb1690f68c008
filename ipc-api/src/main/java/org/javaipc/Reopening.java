package org.javaipc;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end that is open now of one that outlives its peers: {@code reconnect=true}. It is opened again by one thread at a time, which
 * closing wakes. While the peer is there, it costs two loads.
 *
 * @param <E> a sender or a connection
 */
final class Reopening<E> {
  private final Address address;
  private final Opener<E> opener;
  private final Closer<E> closer;

  /** Held by the thread that opens again, and by a close until that is over. */
  private final ReentrantLock turn = new ReentrantLock();

  /** The last one, also if its peer has gone. */
  private volatile E open;

  /** Whether the peer of the last one has gone. Written under the lock of this. */
  private volatile boolean gone;

  private volatile boolean closed;

  /** Who opens again, and is interrupted by a close. Under the lock of this. */
  private @Nullable Thread opening;

  /** Whether a close has interrupted that thread. Under the lock of this. */
  private boolean interrupted;

  /** Opens an end. */
  @FunctionalInterface
  interface Opener<E> {
    /**
     * {@return a new end}
     *
     * @param wait for the peer, in place of what the address says; null for what it says
     */
    E open(@Nullable Duration wait) throws IpcException, InterruptedException;
  }

  /** Closes an end. */
  @FunctionalInterface
  interface Closer<E> {
    void close(E end) throws IpcException;
  }

  Reopening(Address address, Opener<E> opener, Closer<E> closer)
      throws IpcException, InterruptedException {
    this.address = address;
    this.opener = opener;
    this.closer = closer;
    this.open = opener.open(null);
  }

  /** {@return the last one, also if its peer has gone} */
  E last() {
    return open;
  }

  /** {@return whether the next call opens again} */
  boolean isGone() {
    return gone;
  }

  /**
   * {@return an open end, for an object of which one thread at a time may use one}
   *
   * @param wait for the peer, in place of what the address says; null for what it says
   * @throws IllegalStateException if another thread opens again just now
   */
  E only(@Nullable Duration wait) throws IpcException, InterruptedException {
    if (!gone) {
      return open;
    }
    if (!turn.tryLock()) {
      requireOpen();
      throw new IllegalStateException(
          address
              + ": this end is in use by another call, which is reconnecting; only one thread may use an end at a time; for many threads use sender.shared()");
    }
    return reopen(wait);
  }

  /** {@return an open end, for an object that two threads may use: the second one waits for the first} */
  E shared() throws IpcException, InterruptedException {
    if (!gone) {
      return open;
    }
    turn.lockInterruptibly();
    return reopen(null);
  }

  /** Opens again, unless that was done while this thread waited; it has the turn, and gives it back. */
  private E reopen(@Nullable Duration wait) throws IpcException, InterruptedException {
    try {
      begin();
      return gone ? replace(opener.open(wait)) : open;
    } catch (IpcException | InterruptedException e) {
      requireOpen(); // the close has interrupted it
      throw e;
    } finally {
      end();
      turn.unlock();
    }
  }

  private synchronized void begin() throws ChannelClosedException {
    requireOpen();
    opening = Thread.currentThread();
  }

  private synchronized void end() {
    opening = null;
    if (interrupted) {
      interrupted = false;
      Thread.interrupted(); // the close's, which came too late for a wait
    }
  }

  private E replace(E next) throws IpcException {
    synchronized (this) {
      if (!closed) {
        open = next;
        gone = false;
        return next;
      }
      end();
    }
    closer.close(next);
    throw closed();
  }

  /**
   * {@return what to throw where a call has failed} If its peer has gone, that is noted, and the end closed.
   *
   * @param end that was called
   * @param failure of the call
   */
  IpcException failed(E end, IpcException failure) {
    if (failure instanceof PeerClosedException) {
      try {
        leave(end);
      } catch (IpcException e) {
        failure.addSuppressed(e);
      }
    } else if (failure instanceof ChannelClosedException && isLeft(end)) {
      PeerClosedException told =
          new PeerClosedException(
              address
                  + ": the peer has gone, as another thread found during this call; the next call reconnects");
      told.addSuppressed(failure);
      return told;
    }
    return failure;
  }

  /** Notes that the peer of an end has gone, and closes the end. */
  void leave(E end) throws IpcException {
    synchronized (this) {
      gone |= isLast(end);
    }
    closer.close(end);
  }

  private synchronized boolean isLeft(E end) {
    return !closed && (gone || !isLast(end));
  }

  @SuppressWarnings("ReferenceEquality") // the same end, whatever it says of equality
  private boolean isLast(E end) {
    return open == end;
  }

  /** Closes the end, and ends a reopening; returns when that is over. */
  void close() throws IpcException {
    synchronized (this) {
      closed = true;
      if (opening != null) {
        interrupted = true;
        opening.interrupt();
      }
    }
    turn.lock();
    try {
      closer.close(open);
    } finally {
      turn.unlock();
    }
  }

  private void requireOpen() throws ChannelClosedException {
    if (closed) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this end is closed");
  }
}
