package org.javaipc.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.NoSuchObjectException;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SharedRegion;

/** The receiving end over a queue of the kernel. */
final class PacketReceiver extends ReceivingEnd {
  private static final long NOTHING = PacketMedium.NONE;

  /** A receiver that takes many at once tells waiting senders after so many. */
  private static final int ROOM_INTERVAL = 4;

  private final PacketGeometry geometry;
  private final PacketMedium medium;
  private final MemorySegment place;
  private final PacketMembers members;
  private final long headroom;
  private final MemorySegment buffer;

  /** What handlers see. */
  private final MemorySegment view;

  private long received;

  /** Length of the message in the buffer that nobody was given yet. */
  private long held = NOTHING;

  /**
   * Receives from a queue that was just made or taken over; lets senders in.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param medium the channel's queue, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   */
  PacketReceiver(
      Address address,
      SharedRegion region,
      PacketMedium medium,
      PacketGeometry geometry,
      WaitStrategy strategy) {
    super(address, region, geometry.maxMessage(), strategy);
    this.geometry = geometry;
    this.medium = medium;
    this.place =
        Arena.ofAuto().allocate(PacketQueues.PLACE_LENGTH).copyFrom(PacketDescriptor.place(memory));
    this.members = new PacketMembers(this, geometry, medium, this::onSenderDeath);
    this.headroom = medium.headroom();
    this.buffer = Arena.ofAuto().allocate(headroom + Math.max(1, geometry.maxMessage()), 8);
    this.view = buffer.asReadOnly();
    PacketDescriptor.beginTerm(memory);
    monitor.opened();
  }

  @Override
  public long diedSenders() {
    return members.died();
  }

  @Override
  public boolean isEnded() {
    return members.hasEnded();
  }

  @Override
  int pollOnce(MessageHandler handler, int limit) throws IpcException {
    int taken = 0;
    handlerBegins();
    try {
      while (taken < limit && !guard.isClosed() && take(taken == 0)) {
        taken++;
        long length = held;
        held = NOTHING;
        Checkpoint.RECEIVE_TAKEN.pass();
        handler.onMessage(view, headroom, length);
        Checkpoint.RECEIVE_HANDLED.pass();
        if (taken % ROOM_INTERVAL == 0) {
          tellOfRoom();
        }
      }
    } finally {
      handlerEnds();
      monitor.counted(taken);
      if (taken % ROOM_INTERVAL != 0) {
        tellOfRoom();
      }
    }
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a message from the queue into the buffer, unless one is there already.
   *
   * @param first whether to look after the senders too, which may throw
   * @return whether one is there
   */
  private boolean take(boolean first) throws IpcException {
    if (held != NOTHING) {
      return true;
    }
    if (first) {
      members.update();
    }
    try {
      held = medium.tryReceive(buffer);
    } catch (NoSuchObjectException e) {
      throw new CorruptChannelException(
          address + ": somebody removed the queue of this receiver: " + e.getMessage(), e);
    }
    if (held == NOTHING) {
      if (first) {
        members.foundEmpty();
      }
      return false;
    }
    Fields.putLongOpaque(memory, PacketDescriptor.RECEIVED_OFFSET, ++received);
    members.countTaken();
    return true;
  }

  /**
   * Wakes senders that sleep for want of room. A sender says that it waits before its last try; the kernel's lock of
   * the queue puts that before this look, or the try after what was taken.
   */
  private void tellOfRoom() {
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    if (Fields.getIntOpaque(memory, PacketDescriptor.WAITING_OFFSET) != 0) {
      members.wakeWaiting();
    }
  }

  @Override
  boolean hasNext() throws IpcException {
    return take(true);
  }

  @Override
  long copyNext(MemorySegment into) {
    long length = held;
    checkFits(length, into);
    MemorySegment.copy(buffer, headroom, into, 0, length);
    held = NOTHING;
    monitor.counted(1);
    tellOfRoom();
    return length;
  }

  /** Looks at the queue without taking anything: what is taken and not given dies with a process. */
  @Override
  boolean isReady() throws IpcException {
    if (held != NOTHING || members.hasEnded()) {
      return true;
    }
    members.update();
    if (pending() > 0) {
      return true;
    }
    members.foundEmpty();
    return members.hasEnded();
  }

  private long pending() throws IpcException {
    try {
      return medium.pending();
    } catch (NoSuchObjectException e) {
      throw new CorruptChannelException(
          address + ": somebody removed the queue of this receiver: " + e.getMessage(), e);
    }
  }

  /** Leaves what was not received to the next receiver; if that is nothing, the queue goes. */
  @Override
  void leave() throws IpcException {
    members.detach();
    RingDescriptor.endTerm(memory);
    members.wakeAll();
    parker.heavyFence();
    try (medium) {
      if (isEmpty()) {
        medium.remove();
        region.discard();
      } else {
        PacketDescriptor.describe(memory, geometry);
        PacketDescriptor.place(memory).copyFrom(place);
      }
    }
  }

  private boolean isEmpty() throws IpcException {
    try {
      return medium.pending() == 0;
    } catch (NoSuchObjectException e) {
      return true;
    }
  }
}
