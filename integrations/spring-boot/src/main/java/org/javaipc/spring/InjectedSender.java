package org.javaipc.spring;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Claim;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Units;
import org.jspecify.annotations.Nullable;

/**
 * A sender for any number of threads that is opened when it is first used, and again at the next use after its receiver has
 * gone: an application starts before its peers do, and outlives them.
 */
final class InjectedSender implements Sender {
  private final Address address;
  private final Opener opener;
  private final Duration connect;
  private final ReentrantLock opening = new ReentrantLock();

  /** Written under {@link #opening}. */
  private volatile @Nullable Sender open;

  private volatile boolean closed;

  /** Opens the sender of one thread. */
  @FunctionalInterface
  interface Opener {
    /**
     * {@return a new sender}
     *
     * @param address that of the channel, perhaps with a shorter wait for a receiver
     */
    Sender open(Address address) throws IpcException, InterruptedException;
  }

  InjectedSender(Address address, Opener opener) {
    this.address = address;
    this.opener = opener;
    this.connect =
        Optional.ofNullable(address.options().get("connect"))
            .flatMap(Units::duration)
            .orElse(ChannelOptions.DEFAULT_CONNECT);
  }

  @Override
  public Address address() {
    return address;
  }

  /** Opens it: the receiver says what the longest message is. */
  @Override
  public long maxMessage() {
    try {
      return openThoughInterrupted().maxMessage();
    } catch (IpcException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    Sender sender = openAtOnce();
    if (sender == null) {
      return false;
    }
    try {
      return sender.offer(segment, offset, length);
    } catch (PeerClosedException | CorruptChannelException | ChannelClosedException e) {
      throw gone(sender, e);
    }
  }

  /** The time to wait for a receiver is a part of the timeout. */
  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    Sender sender = open;
    Duration left = timeout;
    if (sender == null) {
      long start = System.nanoTime();
      sender = openWithin(timeout);
      if (sender == null) {
        return false;
      }
      left = left(timeout, start);
    }
    try {
      return sender.send(segment, offset, length, left);
    } catch (PeerClosedException | CorruptChannelException | ChannelClosedException e) {
      throw gone(sender, e);
    }
  }

  private static Duration left(Duration timeout, long start) {
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      sender.send(segment, offset, length);
    } catch (PeerClosedException | CorruptChannelException | ChannelClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public void sync() throws IpcException {
    Sender sender = open;
    if (sender != null) {
      sender.sync();
    }
  }

  private Sender open() throws IpcException, InterruptedException {
    Sender sender = open;
    if (sender != null) {
      return sender;
    }
    opening.lockInterruptibly();
    try {
      return openOnce(address);
    } finally {
      opening.unlock();
    }
  }

  /** {@return a sender; null if there is no receiver now} */
  private @Nullable Sender openAtOnce() throws IpcException {
    try {
      return openWithin(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /**
   * {@return a sender; null if there was no receiver in that time}
   *
   * @throws ConnectTimeoutException if the address gives a receiver less time, and it is over
   */
  private @Nullable Sender openWithin(Duration timeout) throws IpcException, InterruptedException {
    Sender sender = open;
    if (sender != null) {
      return sender;
    }
    long start = System.nanoTime();
    if (!opening.tryLock(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
      return null;
    }
    Duration left = left(timeout, start);
    boolean shorter = left.compareTo(connect) < 0;
    try {
      return openOnce(shorter ? waiting(left) : address);
    } catch (ConnectTimeoutException e) {
      if (shorter) {
        return null;
      }
      throw e;
    } finally {
      opening.unlock();
    }
  }

  /** What is opened again is opened by this class. */
  private Address waiting(Duration longest) {
    return address.with("connect", longest.toMillis() + "ms").with("reconnect", "false");
  }

  /** Under {@link #opening}. */
  private Sender openOnce(Address within) throws IpcException, InterruptedException {
    Sender sender = open;
    if (sender == null) {
      checkNotClosed();
      sender = opener.open(within).shared();
      open = sender;
      closeIfClosedMeanwhile(sender);
    }
    return sender;
  }

  private void closeIfClosedMeanwhile(Sender sender) throws IpcException {
    if (closed) {
      sender.close();
      checkNotClosed();
    }
  }

  private void checkNotClosed() throws ChannelClosedException {
    if (closed) {
      throw new ChannelClosedException(address + ": the sender was closed with the application");
    }
  }

  private Sender openThoughInterrupted() throws IpcException {
    try {
      return open();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IpcException(address + ": interrupted while waiting for the receiver", e);
    }
  }

  /**
   * Forgets a sender whose channel has ended, so that the next use opens another.
   *
   * @return what to throw
   */
  private IpcException gone(Sender sender, IpcException failure) {
    if (failure instanceof ChannelClosedException) {
      return isForgotten(sender) ? foundByAnother(failure) : failure;
    }
    forget(sender);
    try {
      sender.close();
    } catch (IpcException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private void forget(Sender sender) {
    opening.lock();
    try {
      if (sender.equals(open)) {
        open = null;
      }
    } finally {
      opening.unlock();
    }
  }

  private boolean isForgotten(Sender sender) {
    return !closed && !sender.equals(open);
  }

  /** The thread that met the end has closed the sender under those that waited for their turn, or for room. */
  private IpcException foundByAnother(IpcException closed) {
    return new PeerClosedException(
        address + ": the receiver has gone; the message was not taken: send it again", closed);
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
        address
            + ": an injected sender has no claims, which belong to one thread; send a segment, or open a sender for the thread with IpcContext");
  }

  /** Many threads may use it. What it sends can be done with the application's other senders, too. */
  @Override
  public void close() throws IpcException {
    closed = true;
    Sender sender = open;
    if (sender != null) {
      sender.close();
    }
  }

  @Override
  public String toString() {
    return "sender of " + address;
  }
}
