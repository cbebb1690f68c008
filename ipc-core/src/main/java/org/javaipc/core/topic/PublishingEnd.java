package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.PrivateMemory;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NameWatch;
import org.javaipc.spi.SenderClaim;
import org.javaipc.spi.TopicRegion;
import org.javaipc.spi.TopicStore;
import org.jspecify.annotations.Nullable;

/** The publishing end: one lane's writer. */
final class PublishingEnd extends Endpoint implements BellPublisher {
  private final TopicLimits limits;
  private final MemorySegment lane;
  private final Subscribers subscribers;
  private final TopicWriter writer;
  private final SenderClaim claim;
  private final Standstill standstill = new Standstill();
  private final NameWatch names;
  private final int taken;

  /** Null if no other user may write to the region; claims then get the region's own memory. */
  private final @Nullable PrivateMemory copies;

  private MemorySegment claimed = MemorySegment.NULL;
  private long claimedRoom;

  /**
   * Takes over a lane, under the topic's lock.
   *
   * @param monitor of this end, with the address of the topic
   * @param store of the topic
   * @param topic its region, closed with this end
   * @param limits of the topic
   * @param index of a free lane whose memory is reserved
   * @param strategy how to wait
   */
  PublishingEnd(
      EndMonitor monitor,
      TopicStore store,
      TopicRegion topic,
      TopicLimits limits,
      int index,
      WaitStrategy strategy)
      throws IpcException {
    super(topic, monitor);
    this.limits = limits;
    this.lane = TopicDescriptor.laneDescriptor(memory, limits, index);
    this.subscribers = new Subscribers(store, memory, limits, index, strategy, guard, monitor);
    this.writer =
        new TopicWriter(
            region.describe(),
            lane,
            TopicDescriptor.laneData(memory, limits, index),
            limits.maxMessage(),
            subscribers);
    this.claim = new SenderClaim(address, limits.maxMessage(), this::commit);
    this.names = new NameWatch(address.toString(), topic::isNamed);
    this.copies = region.isExposed() ? new PrivateMemory() : null;
    this.taken = Fields.getInt(lane, TopicDescriptor.TAKEN_OFFSET) + 1;
    subscribers.writtenUpTo(writer.position());
    join();
    monitor.opened(this);
  }

  private void join() {
    int last = taken - 1;
    if (Fields.getIntAcquire(lane, TopicDescriptor.ENDED_OFFSET) != last) {
      Fields.putIntVolatile(lane, TopicDescriptor.DIED_OFFSET, last);
    }
    Fields.putLong(lane, TopicDescriptor.SLOT_OFFSET, region.liveness().self());
    Fields.putIntVolatile(lane, TopicDescriptor.STATE_OFFSET, TopicDescriptor.JOINED);
    Fields.putIntVolatile(lane, TopicDescriptor.TAKEN_OFFSET, taken);
    Checkpoint.JOIN_TAKEN.pass();
    announceChange();
    Checkpoint.JOIN_ANNOUNCED.pass();
  }

  /** Makes all subscriptions check which publishers have joined and left. */
  private void announceChange() {
    Fields.putLongVolatile(memory, TopicDescriptor.CHANGES_OFFSET, ChangeMark.next());
    subscribers.wakeAll();
  }

  @Override
  public long maxMessage() {
    return limits.maxMessage();
  }

  @Override
  public int subscriptions() {
    return subscribers.count();
  }

  @Override
  public long disconnected() {
    return subscribers.disconnected();
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    return offer(segment, offset, length, length);
  }

  @Override
  public boolean ring(MemorySegment segment, long appended) throws IpcException {
    return offer(segment, 0, segment.byteSize(), appended);
  }

  private boolean offer(MemorySegment segment, long offset, long length, long counted)
      throws IpcException {
    claim.checkMessage(segment, offset, length);
    enter();
    try (MemoryFault.SETTLED) {
      lookAtName();
      long room = room(length);
      if (room >= 0) {
        write(segment, offset, length, room, counted);
      }
      return room >= 0;
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
      lookAtName();
      long room = room(length, nanos);
      if (room >= 0) {
        write(segment, offset, length, room, length);
      }
      return room >= 0;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void write(MemorySegment segment, long offset, long length, long room, long counted) {
    writer.write(segment, offset, length, room);
    publish(length, counted);
  }

  private void publish(long length, long counted) {
    writer.publish(length);
    try {
      subscribers.writtenUpTo(writer.position());
      monitor.counted(1, counted);
      MemoryFault.settle(); // faults from here on are in subscriptions' memory
      guard.lightFence();
      subscribers.wakeAll();
      Checkpoint.SEND_WOKEN.pass();
    } catch (StackOverflowError e) {
      // The message is out, and a caller that caught this would publish it again. A sleeper looks
      // within
      // half a second.
    }
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try (MemoryFault.SETTLED) {
      lookAtName();
      long room = room(length);
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
      lookAtName();
      long room = room(length, Waiter.FOREVER);
      return open(room, length);
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
      publish(length, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return where the message goes; -1 if the timeout elapsed} */
  private long room(long length, long nanos) throws IpcException, InterruptedException {
    long room = room(length);
    return room >= 0 ? room : awaitRoom(length, nanos);
  }

  /** {@return where the message goes; -1 if it would overwrite what a subscription still has time to read} */
  private long room(long length) throws IpcException {
    long room = writer.room(length);
    return room >= 0 ? room : roomDespiteThoseWhoStand(length);
  }

  private long roomDespiteThoseWhoStand(long length) throws IpcException {
    long room = -1;
    Subscriber blocker = subscribers.blocker();
    while (room < 0
        && blocker != null
        && standstill.nanos(blocker, writer.position()) >= limits.patience()) {
      standstill.end();
      subscribers.disconnect(blocker);
      room = writer.room(length);
      blocker = subscribers.blocker();
    }
    return room;
  }

  private long awaitRoom(long length, long nanos) throws IpcException, InterruptedException {
    writer.countRoomWait();
    monitor.waitBegins();
    try {
      long begin = System.nanoTime();
      long room = -1;
      while (room < 0) {
        long left = nanos == Waiter.FOREVER ? nanos : nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return -1;
        }
        Subscriber blocker = subscribers.blocker();
        if (blocker != null) {
          await(blocker, left);
        }
        room = room(length);
      }
      return room;
    } finally {
      monitor.waitEnds();
    }
  }

  /** Waits until a subscription has read on or gone, or until the patience with it or the time is over. */
  private void await(Subscriber blocker, long nanos) throws IpcException, InterruptedException {
    long before = blocker.position();
    long patience = limits.patience() - standstill.nanos(blocker, writer.position());
    Waiter waiter = blocker.waiter();
    waiter.begin(Math.min(nanos, Math.max(0, patience)));
    try {
      boolean waiting = true;
      while (waiting && isStandingAt(blocker, before)) {
        checkOpen();
        waiting = waiter.pause();
      }
    } finally {
      end(waiter);
    }
  }

  private static void end(Waiter waiter) {
    try (MemoryFault.SETTLED) {
      waiter.end();
    } catch (InternalError e) {
      // It has truncated its own memory: the next check disconnects it.
    }
  }

  private boolean isStandingAt(Subscriber blocker, long before) {
    try (MemoryFault.SETTLED) {
      return blocker.isThere() && blocker.look(writer.position()) && blocker.position() == before;
    } catch (InternalError e) {
      return false; // the next check of all of them disconnects it
    }
  }

  /**
   * Checks the name: new subscriptions may find another topic, and messages published here would reach none of them.
   */
  private void lookAtName() throws IpcException {
    if (subscribers.count() == 0) {
      names.look();
    }
  }

  private void enter() throws IpcException {
    if ((guard.enter() & EndGuard.CLOSED) != 0) {
      guard.exit();
      throw closed();
    }
  }

  private void checkOpen() throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  @Override
  public void close() throws IpcException {
    close(() -> {
      Subscriber blocker = subscribers.blocker();
      if (blocker != null) {
        blocker.wakePublisher();
      }
    });
  }

  @Override
  protected void leave() throws IpcException {
    try {
      Fields.putIntVolatile(lane, TopicDescriptor.ENDED_OFFSET, taken);
      Fields.putIntVolatile(lane, TopicDescriptor.STATE_OFFSET, TopicDescriptor.FREE);
      announceChange();
    } finally {
      subscribers.close();
    }
  }
}
