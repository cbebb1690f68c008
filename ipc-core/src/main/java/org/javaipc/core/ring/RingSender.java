package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.PrivateMemory;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.core.membership.ReceiverWatch;
import org.javaipc.core.membership.SenderEndpoint;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SenderClaim;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** The sending end: one lane's producer. */
final class RingSender extends SenderEndpoint {
  private final RingLimits geometry;
  private final LaneWriter writer;
  private final SenderClaim claim;
  private final long dataOffset;

  /** Whether the next receiver gets what this one has not read. */
  private final boolean durable;

  /** Null if no other user may write to the region; claims then get the region's own memory. */
  private final @Nullable PrivateMemory copies;

  private MemorySegment claimed = MemorySegment.NULL;
  private long claimedRoom;

  /**
   * Takes over a lane, under the name's lock.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param geometry of the channel
   * @param receiver the watch over the receiver, which this end owns from now on
   * @param laneIndex of a free lane whose memory is reserved
   * @param strategy how to wait
   * @param durable whether the next receiver gets what this one has not read
   */
  RingSender(
      Address address,
      SharedRegion region,
      RingLimits geometry,
      ReceiverWatch receiver,
      int laneIndex,
      WaitStrategy strategy,
      boolean durable)
      throws IpcException {
    super(
        address,
        region,
        RingLayout.laneDescriptor(region.segment(), laneIndex),
        RingLayout.laneDescriptorOffset(laneIndex) + RingLayout.SENDER_WORD_OFFSET,
        receiver,
        strategy,
        durable);
    this.durable = durable;
    this.geometry = geometry;
    this.writer =
        new LaneWriter(
            region.describe(),
            RingLayout.laneDescriptor(memory, laneIndex),
            RingLayout.laneData(memory, geometry, laneIndex));
    this.dataOffset = RingLayout.laneDataOffset(geometry, laneIndex);
    this.claim = new SenderClaim(address, geometry.maxMessage(), this::commit);
    this.copies = region.isExposed() ? new PrivateMemory() : null;
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
      long room = writer.room(length);
      if (room < 0) {
        checkReceiver();
        return false;
      }
      write(segment, offset, length, room);
      return true;
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
      long room = writer.room(length);
      if (room < 0) {
        room = awaitRoom(length, nanos);
      }
      if (room < 0) {
        return false;
      }
      write(segment, offset, length, room);
      return true;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void write(MemorySegment segment, long offset, long length, long room)
      throws IpcException {
    writer.write(segment, offset, length, room);
    publish(length);
  }

  private void publish(long length) throws IpcException {
    if (durable && isReceiverGone()) {
      throw gone(); // before the next receiver can get what its sender is told has failed
    }
    writer.publish(length);
    try {
      tellReceiver(length);
    } catch (StackOverflowError e) {
      // The message is out, and a caller that caught this would send it again. A sleeper looks
      // within
      // half a second.
    }
  }

  private void tellReceiver(long length) throws IpcException {
    monitor.counted(1, length);
    guard.lightFence();
    if (receiverWaker.isDue() || isReceiverGone()) {
      checkReceiver();
      receiverWaker.wake();
    }
    Checkpoint.SEND_WOKEN.pass();
    waiter.stayedAwake(1);
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      checkReceiver();
      long room = writer.room(length);
      return room < 0 ? null : open(room, length);
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
      long room = writer.room(length);
      return open(room < 0 ? awaitRoom(length, Waiter.FOREVER) : room, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private Claim open(long room, long length) {
    if (copies == null) {
      return claim.open(writer.data(), room, length);
    }
    claimed = copies.ofLength(length);
    claimedRoom = room;
    return claim.open(claimed, 0, length);
  }

  private void commit(long length) throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      if (copies != null) {
        MemorySegment.copy(claimed, 0, writer.data(), claimedRoom, length);
      }
      publish(length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return where the message goes; -1 if the timeout elapsed} */
  private long awaitRoom(long length, long nanos) throws IpcException, InterruptedException {
    writer.countRoomWait();
    beginWait(nanos);
    try {
      while (true) {
        checkConditions(guard.conditions());
        checkReceiver();
        long room = writer.room(length);
        if (room >= 0 || !waiter.pause()) {
          return room;
        }
      }
    } finally {
      endWait();
    }
  }

  @Override
  public void sync() throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      region.sync(dataOffset, geometry.capacity());
      writer.markSynced();
      region.sync(0, RingLayout.headerLength(geometry.lanes()));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }
}
