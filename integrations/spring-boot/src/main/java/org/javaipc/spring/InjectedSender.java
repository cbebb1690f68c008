package org.javaipc.spring;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Claim;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A sender for any number of threads that is opened when it is first used, and again at the next use after its receiver has
 * gone: an application starts before its peers do, and outlives them.
 */
final class InjectedSender implements Sender {
  private final Address address;
  private final Opener opener;
  private final ReentrantLock opening = new ReentrantLock();

  /** Written under {@link #opening}. */
  private volatile @Nullable Sender open;

  private volatile boolean closed;

  /** Opens the sender of one thread. */
  @FunctionalInterface
  interface Opener {
    Sender open() throws IpcException, InterruptedException;
  }

  InjectedSender(Address address, Opener opener) {
    this.address = address;
    this.opener = opener;
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
    Sender sender = openThoughInterrupted();
    try {
      return sender.offer(segment, offset, length);
    } catch (PeerClosedException | CorruptChannelException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      return sender.send(segment, offset, length, timeout);
    } catch (PeerClosedException | CorruptChannelException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      sender.send(segment, offset, length);
    } catch (PeerClosedException | CorruptChannelException e) {
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
      sender = open;
      if (sender == null) {
        checkNotClosed();
        sender = opener.open().shared();
        open = sender;
        closeIfClosedMeanwhile(sender);
      }
      return sender;
    } finally {
      opening.unlock();
    }
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

  /** Forgets a sender whose channel has ended, so that the next use opens another. */
  private IpcException gone(Sender sender, IpcException failure) throws IpcException {
    opening.lock();
    try {
      if (sender.equals(open)) {
        open = null;
      }
    } finally {
      opening.unlock();
    }
    try {
      sender.close();
    } catch (IpcException e) {
      failure.addSuppressed(e);
    }
    return failure;
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
