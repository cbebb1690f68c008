package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A sender that outlives its receivers: {@code reconnect=true}. The call that finds its receiver gone throws, because whether
 * the last messages were read is not known; the next one opens the channel again.
 */
final class ReconnectingSender implements Sender {
  private final Address address;
  private final Opener opener;

  /** The last one, also if its receiver has gone. */
  private volatile Sender open;

  /** Whether the receiver of the last one has gone. By the user's thread. */
  private boolean gone;

  private volatile boolean closed;

  /** Opens the channel. */
  @FunctionalInterface
  interface Opener {
    /**
     * {@return a new sender}
     *
     * @param waits whether it waits for a receiver as long as the address says, or not at all
     */
    Sender open(boolean waits) throws IpcException, InterruptedException;
  }

  ReconnectingSender(Address address, Opener opener) throws IpcException, InterruptedException {
    this.address = address;
    this.opener = opener;
    this.open = opener.open(true);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long maxMessage() {
    return open.maxMessage();
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    Sender sender = openAtOnce();
    if (sender == null) {
      return false;
    }
    try {
      return sender.offer(segment, offset, length);
    } catch (PeerClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      return sender.send(segment, offset, length, timeout);
    } catch (PeerClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      sender.send(segment, offset, length);
    } catch (PeerClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    Sender sender = openAtOnce();
    if (sender == null) {
      return null;
    }
    try {
      return sender.tryClaim(length);
    } catch (PeerClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    Sender sender = open();
    try {
      return sender.claim(length);
    } catch (PeerClosedException e) {
      throw gone(sender, e);
    }
  }

  @Override
  public void sync() throws IpcException {
    open.sync();
  }

  private Sender open() throws IpcException, InterruptedException {
    return gone ? replace(opener.open(true)) : open;
  }

  /** {@return a sender; null if there is no receiver now} */
  private @Nullable Sender openAtOnce() throws IpcException {
    if (!gone) {
      return open;
    }
    try {
      return replace(opener.open(false));
    } catch (ConnectTimeoutException e) {
      return null; // the receiver is still away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Sender replace(Sender next) throws IpcException {
    open = next;
    gone = false;
    if (closed) {
      next.close(); // the closer may have closed the one before
    }
    return next;
  }

  private IpcException gone(Sender sender, PeerClosedException gap) {
    gone = !closed;
    try {
      sender.close();
    } catch (IpcException e) {
      gap.addSuppressed(e);
    }
    return gap;
  }

  @Override
  public void close() throws IpcException {
    closed = true;
    open.close();
  }

  @Override
  public String toString() {
    return open.toString();
  }
}
