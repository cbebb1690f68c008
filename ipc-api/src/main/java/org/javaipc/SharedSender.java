package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.spi.ArgumentChecks;

/** A sender that many threads may use: one at a time, under a lock. */
final class SharedSender implements Sender {
  private final Sender sender;
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether the thread that has the lock waits: for room, so that the channel is full, or for the medium. */
  private volatile boolean waiting;

  SharedSender(Sender sender) {
    this.sender = sender;
  }

  @Override
  public Address address() {
    return sender.address();
  }

  @Override
  public long maxMessage() {
    return sender.maxMessage();
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    while (!lock.tryLock()) {
      if (waiting) {
        return false;
      }
      Thread.onSpinWait(); // the other one copies a message
    }
    try {
      return sender.offer(segment, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long nanos = ArgumentChecks.nanos(timeout);
    if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      if (sender.offer(segment, offset, length)) {
        return true;
      }
      waiting = true;
      long left = nanos - (System.nanoTime() - start);
      return sender.send(segment, offset, length, Duration.ofNanos(Math.max(0, left)));
    } finally {
      waiting = false;
      lock.unlock();
    }
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!sender.offer(segment, offset, length)) {
        waiting = true;
        sender.send(segment, offset, length);
      }
    } finally {
      waiting = false;
      lock.unlock();
    }
  }

  @Override
  public Claim tryClaim(long length) {
    throw noClaims();
  }

  @Override
  public Claim claim(long length) {
    throw noClaims();
  }

  private IllegalStateException noClaims() {
    return new IllegalStateException(
        address()
            + ": a shared sender has no claims, which belong to one thread; send a segment, or open a sender for the thread");
  }

  @Override
  public void sync() throws IpcException {
    lock.lock();
    try {
      waiting = true; // a disk takes its time, in which nobody should spin
      sender.sync();
    } finally {
      waiting = false;
      lock.unlock();
    }
  }

  @Override
  public Sender shared() {
    return this;
  }

  @Override
  public void close() throws IpcException {
    sender.close();
  }

  @Override
  public String toString() {
    return "shared " + sender;
  }
}
