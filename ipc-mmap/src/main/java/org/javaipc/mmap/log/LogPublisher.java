package org.javaipc.mmap.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.core.topic.BellPublisher;
import org.javaipc.spi.SenderClaim;
import org.jspecify.annotations.Nullable;

/** The publishing end of a log: appends, and then wakes sleeping subscriptions. It never waits for a subscription. */
final class LogPublisher implements TopicPublisher {
  private static final long LEAST_CLAIM = 4096;

  private final Address address;
  private final LogWriter writer;
  private final BellPublisher bell;
  private final long maxMessage;
  private final SenderClaim claim;
  private final MemorySegment ring = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private MemorySegment room = MemorySegment.NULL;
  private @Nullable IpcException bellFailure;

  LogPublisher(Address address, LogWriter writer, BellPublisher bell) {
    this.address = address;
    this.writer = writer;
    this.bell = bell;
    this.maxMessage = writer.maxMessage();
    this.claim = new SenderClaim(address, maxMessage, this::commit);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long maxMessage() {
    return maxMessage;
  }

  @Override
  public int subscriptions() {
    return bell.subscriptions();
  }

  @Override
  public long disconnected() {
    return 0;
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    claim.checkMessage(segment, offset, length);
    appendWhateverComes(segment, offset, length);
    return true;
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    send(segment, offset, length);
    return true;
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    claim.checkMessage(segment, offset, length);
    append(segment, offset, length);
  }

  private void append(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    throwBellFailure();
    long position = writer.append(segment, offset, length);
    ring.set(ValueLayout.JAVA_LONG, 0, position);
    try {
      boolean _ = bell.ring(ring, length);
    } catch (IpcException e) {
      bellFailure = e; // the message is in the log: a failure would make the caller repeat it
    }
  }

  /** Waits for other writers, and keeps an interrupt for later. */
  private void appendWhateverComes(MemorySegment segment, long offset, long length)
      throws IpcException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          append(segment, offset, length);
          return;
        } catch (InterruptedException e) {
          interrupted = true; // nothing was written
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void throwBellFailure() throws IpcException {
    IpcException failure = bellFailure;
    bellFailure = null;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    if (room.byteSize() < Math.max(1, length)) {
      room =
          Arena.ofAuto()
              .allocate(Math.max(LEAST_CLAIM, Long.highestOneBit(length) << 1), Long.BYTES);
    }
    return claim.open(room, 0, length);
  }

  @Override
  public Claim claim(long length) throws IpcException {
    Claim claimed = tryClaim(length);
    if (claimed == null) {
      throw new AssertionError(length); // there is always room
    }
    return claimed;
  }

  private void commit(long length) throws IpcException {
    appendWhateverComes(room, 0, length);
  }

  @Override
  public void sync() throws IpcException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          writer.sync();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IpcException {
    try {
      writer.close();
    } finally {
      bell.close();
    }
  }

  @Override
  public String toString() {
    return "publisher of " + address;
  }
}
