package org.javaipc.core.queue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.core.membership.ReceiverWatch;
import org.javaipc.core.membership.SenderEndpoint;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SenderClaim;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** A sending end over a kernel queue. */
final class QueueSender extends SenderEndpoint {
  private final QueueLimits geometry;
  private final QueueMedium medium;
  private final MemorySegment seat;
  private final long headroom;
  private final MemorySegment buffer;
  private final SenderClaim claim;
  private long sent;
  private long roomWaits;

  /**
   * Takes a seat, under the name's lock.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param medium the channel's queue, closed with this end
   * @param geometry of the channel
   * @param receiver the watch over the receiver, which this end owns from now on
   * @param seatIndex of a free seat
   * @param strategy how to wait
   */
  QueueSender(
      Address address,
      SharedRegion region,
      QueueMedium medium,
      QueueLimits geometry,
      ReceiverWatch receiver,
      int seatIndex,
      WaitStrategy strategy)
      throws IpcException {
    super(
        address,
        region,
        QueueLayout.seat(region.segment(), seatIndex),
        QueueLayout.seatOffset(seatIndex) + QueueLayout.SENDER_WORD_OFFSET,
        receiver,
        strategy,
        true);
    this.geometry = geometry;
    this.medium = medium;
    this.seat = QueueLayout.seat(memory, seatIndex);
    this.headroom = medium.headroom();
    this.buffer = Arena.ofAuto().allocate(headroom + Math.max(1, geometry.maxMessage()), 8);
    this.claim = new SenderClaim(address, geometry.maxMessage(), this::commit);
    this.sent = Fields.getLong(seat, QueueLayout.SENT_OFFSET);
    this.roomWaits = Fields.getLong(seat, QueueLayout.ROOM_WAITS_OFFSET);
    join();
  }

  @Override
  public long maxMessage() {
    return geometry.maxMessage();
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    claim.checkMessage(segment, offset, length);
    enter();
    try (MemoryFault.SETTLED) {
      Checkpoint.SEND_COPIED.pass();
      boolean direct = isDirect(segment);
      return trySend(
          direct ? segment : copy(segment, offset, length), direct ? offset : headroom, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    return send(segment, offset, length, Waiter.nanos(timeout));
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    var _ = send(segment, offset, length, Waiter.FOREVER);
  }

  private boolean send(MemorySegment segment, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    claim.checkMessage(segment, offset, length);
    enter();
    try (MemoryFault.SETTLED) {
      Checkpoint.SEND_COPIED.pass();
      boolean direct = isDirect(segment);
      MemorySegment from = direct ? segment : copy(segment, offset, length);
      long start = direct ? offset : headroom;
      return trySend(from, start, length) || awaitRoom(from, start, length, nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return whether the kernel can copy the message directly from the caller's memory} */
  private boolean isDirect(MemorySegment segment) {
    return headroom == 0 && segment.isNative();
  }

  private MemorySegment copy(MemorySegment segment, long offset, long length) {
    MemorySegment.copy(segment, offset, buffer, headroom, length);
    return buffer;
  }

  private boolean trySend(MemorySegment from, long offset, long length) throws IpcException {
    checkReceiver();
    try {
      boolean own = from.equals(buffer);
      if (own
          ? !medium.trySend(from, offset, length)
          : !medium.trySendHolding(from, offset, length)) {
        return false;
      }
    } catch (NoSuchObjectException e) {
      checkReceiver();
      throw new CorruptChannelException(
          address + ": the queue was removed while its receiver was alive: " + e.getMessage(), e);
    }
    try {
      tellReceiver(length);
    } catch (StackOverflowError e) {
      // The message is out, and a caller that caught this would send it again. A sleeper looks
      // within
      // half a second.
    }
    return true;
  }

  private void tellReceiver(long length) throws IpcException {
    Checkpoint.SEND_PUBLISHED.pass();
    Fields.putLongOpaque(seat, QueueLayout.SENT_OFFSET, ++sent);
    monitor.counted(1, length);
    guard.lightFence();
    if (receiverWaker.isDue()) {
      checkReceiver();
      receiverWaker.wake();
    }
    Checkpoint.SEND_WOKEN.pass();
    waiter.stayedAwake(1);
  }

  /** {@return whether it was sent; false if the timeout elapsed} */
  private boolean awaitRoom(MemorySegment from, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    countRoomWait();
    beginWait(nanos);
    try {
      while (waiter.pause()) {
        checkConditions(guard.conditions());
        if (trySend(from, offset, length)) {
          return true;
        }
      }
      return false;
    } finally {
      endWait();
    }
  }

  private void countRoomWait() {
    Fields.putLongOpaque(seat, QueueLayout.ROOM_WAITS_OFFSET, ++roomWaits);
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      checkReceiver();
      return hasRoom(length) ? claim.open(buffer, headroom, length) : null;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      checkReceiver();
      if (!hasRoom(length)) {
        awaitRoom(length);
      }
      return claim.open(buffer, headroom, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void awaitRoom(long length) throws IpcException, InterruptedException {
    countRoomWait();
    beginWait(Waiter.FOREVER);
    try {
      do {
        checkConditions(guard.conditions());
        checkReceiver();
      } while (!hasRoom(length) && waiter.pause());
    } finally {
      endWait();
    }
  }

  private boolean hasRoom(long length) throws IpcException {
    try {
      return medium.hasRoom(length);
    } catch (NoSuchObjectException e) {
      checkReceiver();
      throw new CorruptChannelException(
          address + ": the queue was removed while its receiver was alive: " + e.getMessage(), e);
    }
  }

  /** Sends the claimed message; other senders may have taken the room meanwhile. */
  private void commit(long length) throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      Checkpoint.SEND_COPIED.pass();
      if (!trySend(buffer, headroom, length)) {
        awaitRoomForCommit(length);
      }
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void awaitRoomForCommit(long length) throws IpcException {
    boolean interrupted = false;
    try {
      for (boolean done = false; !done; ) {
        try {
          done = awaitRoom(buffer, headroom, length, Waiter.FOREVER);
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
  protected void leave() throws IpcException {
    medium.close();
    super.leave();
  }
}
