package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.spi.ArgumentChecks;
import org.jspecify.annotations.Nullable;

/**
 * A sender that outlives its receivers: {@code reconnect=true}. The call that finds its receiver gone throws, because whether
 * the last messages were read is not known; the next one opens the channel again. A timed call waits for a receiver and for room
 * together as long as it says; one without a time waits for a receiver as long as the address says.
 */
final class ReconnectingSender implements Sender {
  private final Address address;
  private final Reopening<Sender> reopening;

  ReconnectingSender(Address address, Reopening.Opener<Sender> opener)
      throws IpcException, InterruptedException {
    this.address = address;
    this.reopening = new Reopening<>(address, opener, Sender::close);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long maxMessage() {
    return reopening.last().maxMessage();
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    Sender sender = openAtOnce();
    if (sender == null) {
      return false;
    }
    try {
      return sender.offer(segment, offset, length);
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    if (!reopening.isGone()) {
      return send(reopening.last(), segment, offset, length, timeout);
    }
    long begin = System.nanoTime();
    long nanos = ArgumentChecks.nanos(timeout);
    Sender sender = openWithin(Duration.ofNanos(nanos));
    Duration left = Duration.ofNanos(nanos - (System.nanoTime() - begin));
    return sender != null && send(sender, segment, offset, length, left);
  }

  private boolean send(
      Sender sender, MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    try {
      return sender.send(segment, offset, length, timeout);
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
    }
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    Sender sender = reopening.only(null);
    try {
      sender.send(segment, offset, length);
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
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
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    Sender sender = reopening.only(null);
    try {
      return sender.claim(length);
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
    }
  }

  @Override
  public void sync() throws IpcException {
    Sender sender = openAtOnce(); // the file is the same one
    if (sender == null) {
      throw new PeerClosedException(
          address + ": the receiver is gone; what was sent may not be on the medium");
    }
    try {
      sender.sync();
    } catch (IpcException e) {
      throw reopening.failed(sender, e);
    }
  }

  /** {@return a sender; null if no receiver came in time} */
  private @Nullable Sender openWithin(Duration timeout) throws IpcException, InterruptedException {
    try {
      return reopening.only(timeout);
    } catch (ConnectTimeoutException e) {
      return null; // the receiver is still away
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

  @Override
  public void close() throws IpcException {
    reopening.close();
  }

  @Override
  public String toString() {
    return reopening.last().toString();
  }
}
