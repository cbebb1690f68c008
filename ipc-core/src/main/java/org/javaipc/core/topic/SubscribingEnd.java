package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.TooSlowException;
import org.javaipc.core.endpoint.ReceivingEnd;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicRegion;
import org.jspecify.annotations.Nullable;

/** The subscribing end: reads the lanes of all publishers in turn, into memory of its own. */
final class SubscribingEnd extends ReceivingEnd implements BellSubscription {
  private final TopicRegion topic;
  private final TopicLimits limits;
  private final int index;
  private final Publishers publishers;
  private final MessageCopy copy = new MessageCopy();

  /** The lane of the message that is in the copy but not taken yet. */
  private @Nullable PublisherLane staged;

  private volatile long missed;

  /** Whether it has learned that it is disconnected. */
  private boolean told;

  /**
   * Subscribes, under the topic's lock.
   *
   * @param monitor of this end, with the address of the topic
   * @param options of the address
   * @param topic its region, closed with this end
   * @param limits of the topic
   * @param region of this subscription, closed with this end
   * @param index of this subscription
   */
  SubscribingEnd(
      EndMonitor monitor,
      TopicOptions options,
      TopicRegion topic,
      TopicLimits limits,
      SharedRegion region,
      int index)
      throws IpcException {
    super(
        region,
        monitor,
        limits.maxMessage(),
        SubscriptionDescriptor.WORD_OFFSET,
        options.channel().waiting());
    this.topic = topic;
    this.limits = limits;
    this.index = index;
    PublisherLane[] lanes = new PublisherLane[limits.publishers()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane(i);
    }
    this.publishers =
        new Publishers(
            address,
            topic.segment(),
            lanes,
            topic.liveness(),
            guard,
            monitor,
            this::onSenderDeath,
            options.channel().mailbox());
    Checkpoint.JOIN_TAKEN.pass();
    announce(SubscriptionDescriptor.token(memory));
    Checkpoint.JOIN_ANNOUNCED.pass();
    for (PublisherLane lane : lanes) {
      lane.reader().begin(options.history());
      var _ = lane.hasNews(); // what comes later is news
      giveRoom(lane); // to a publisher that noticed this subscription before it had begun
    }
    monitor.opened(this, this::lag, publishers::bytesBehind);
  }

  private PublisherLane lane(int lane) {
    MemorySegment descriptor = TopicDescriptor.laneDescriptor(topic.segment(), limits, lane);
    TopicReader reader =
        new TopicReader(
            address,
            topic.describe(),
            limits,
            descriptor,
            TopicDescriptor.laneData(topic.segment(), limits, lane),
            SubscriptionDescriptor.lane(memory, lane),
            index,
            SubscriptionDescriptor.token(memory));
    return new PublisherLane(
        descriptor,
        reader,
        new Waker(memory, SubscriptionDescriptor.publisherWordOffset(lane), parker));
  }

  /** Makes publishers check which subscriptions have joined and left. */
  private void announce(long mark) throws IpcException {
    topic.poke(TopicDescriptor.markOffset(index), mark);
    topic.poke(TopicDescriptor.CHANGES_OFFSET, ChangeMark.next());
    VarHandle.fullFence();
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  public long lag() {
    try (MemoryFault.SETTLED) {
      return publishers.lag();
    } catch (IllegalStateException | InternalError e) {
      return 0; // it is closed, or the topic was truncated
    }
  }

  @Override
  public void notice() throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      update();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public void tellPlace(long position, long bytes) {
    SubscriptionDescriptor.tellPlace(memory, position, bytes);
  }

  @Override
  public long diedSenders() {
    return publishers.died();
  }

  @Override
  public boolean isEnded() {
    return publishers.hasEnded() && staged == null;
  }

  @Override
  protected boolean wantsLock() {
    return publishers.isUnsettled();
  }

  @Override
  protected boolean isAlone() {
    return publishers.count() == 0 && !publishers.isUnsettled() && !publishers.hasEnded();
  }

  @Override
  protected boolean isNamed() throws IpcException {
    return super.isNamed() && topic.isNamed();
  }

  @Override
  protected boolean isReady() throws IpcException {
    return hasNext() || isEnded();
  }

  @Override
  protected boolean hasNext() throws IpcException {
    if (staged != null) {
      return true;
    }
    update();
    for (int i = publishers.count(); i > 0; i--) {
      PublisherLane lane = publishers.turn();
      if (stage(lane)) {
        staged = lane;
        return true;
      }
    }
    checkVerdicts();
    return false;
  }

  private void update() throws IpcException {
    publishers.update();
    if (publishers.hasEnded() && SubscriptionDescriptor.isOpen(memory)) {
      stopPublishers();
    }
  }

  /** Copies a lane's next message, if there is one; {@return whether there is} */
  private boolean stage(PublisherLane lane) throws IpcException {
    TopicReader reader = lane.reader();
    try {
      while (publishers.peek(lane)) {
        if (reader.copy(copy.ofLength(reader.messageLength()))) {
          MemoryFault.settle();
          return true;
        }
      }
      return false;
    } catch (TooSlowException e) {
      throw disconnected(e);
    } finally {
      noteMissed(lane.newlyMissed());
    }
  }

  private void checkVerdicts() throws IpcException {
    try {
      publishers.checkVerdicts();
    } catch (TooSlowException e) {
      throw disconnected(e);
    }
  }

  /** Counts, once, that this subscription is disconnected. */
  private TooSlowException disconnected(TooSlowException e) {
    if (!told) {
      told = true;
      monitor.disconnected("a publisher");
    }
    return e;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread receives, others look
  private void noteMissed(long count) {
    if (count != 0) {
      missed += count;
      monitor.missed(count);
    }
  }

  @Override
  protected long copyNext(MemorySegment into) {
    PublisherLane lane = Objects.requireNonNull(staged);
    long length = lane.reader().messageLength();
    checkFits(length, into);
    MemorySegment.copy(copy.readOnly(), 0, into, 0, length);
    take(lane);
    try {
      monitor.counted(1, length);
      giveRoom(lane);
    } catch (StackOverflowError e) {
      // The caller has the message, and would miss it. The next call gives the room.
    }
    return length;
  }

  private void take(PublisherLane lane) {
    staged = null;
    lane.reader().take();
  }

  @Override
  protected int pollOnce(MessageHandler handler, int limit) throws IpcException {
    update();
    if (staged == null && publishers.isQuiet()) {
      return 0;
    }
    int taken = 0;
    PublisherLane ready = staged;
    if (ready != null) {
      taken += takeFrom(ready, handler, limit);
    }
    for (int i = publishers.count(); i > 0 && taken < limit && !guard.isClosed(); i--) {
      taken += takeFrom(publishers.turn(), handler, limit - taken);
    }
    if (taken == 0) {
      checkVerdicts();
    }
    return taken == 0 && publishers.hasEnded() ? END_OF_STREAM : taken;
  }

  /** Takes a lane's messages, at most one lap, so that a fast publisher does not keep others waiting. */
  private int takeFrom(PublisherLane lane, MessageHandler handler, int limit) throws IpcException {
    TopicReader reader = lane.reader();
    int taken = 0;
    long bytes = 0;
    long lap = reader.position() + limits.capacity();
    handlerBegins();
    try {
      while (taken < limit
          && reader.position() < lap
          && !guard.isClosed()
          && (staged != null || stage(lane))) {
        taken++;
        long length = reader.messageLength();
        bytes += length;
        Checkpoint.RECEIVE_TAKEN.pass();
        take(lane);
        handler.onMessage(copy.readOnly(), 0, length);
        Checkpoint.RECEIVE_HANDLED.pass();
        if (reader.isTellingDue()) {
          giveRoom(lane);
        }
      }
      return taken;
    } finally {
      handlerEnds();
      monitor.counted(taken, bytes);
      if (reader.isUntold()) {
        giveRoom(lane);
      }
    }
  }

  @Override
  public int latest(MessageHandler handler) throws IpcException {
    Objects.requireNonNull(handler, "handler");
    enter();
    try (MemoryFault.SETTLED) {
      update();
      staged = null;
      int taken = 0;
      for (PublisherLane lane : publishers.byLastPublished()) {
        taken += takeLast(lane, handler);
      }
      return taken;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private int takeLast(PublisherLane lane, MessageHandler handler) throws IpcException {
    long length = lane.isRefused() ? -1 : lane.reader().takeLast(copy);
    if (length < 0) {
      return 0;
    }
    MemoryFault.settle();
    lane.reader().record();
    giveRoom(lane);
    monitor.counted(1, length);
    handlerBegins();
    try {
      handler.onMessage(copy.readOnly(), 0, length);
    } finally {
      handlerEnds();
    }
    return 1;
  }

  /**
   * Returns the room of what was taken to the lane's publisher, and wakes the publisher if it sleeps for lack of room.
   */
  private void giveRoom(PublisherLane lane) {
    lane.reader().telling();
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    if (lane.publisherWaker().isDue()) {
      lane.publisherWaker().wake();
    }
  }

  /** Announces that nothing is taken any more, and wakes publishers that wait. */
  private void stopPublishers() {
    SubscriptionDescriptor.close(memory);
    for (PublisherLane lane : publishers.lanes()) {
      lane.publisherWaker().wake();
    }
  }

  @Override
  protected void leave() throws IpcException {
    publishers.detach();
    try {
      stopPublishers();
      announce(0);
    } finally {
      try {
        region.unlink();
      } finally {
        topic.close();
      }
    }
  }
}
