package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.SlowPolicy;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;
import org.javaipc.spi.StackRoom;
import org.javaipc.spi.TopicStore;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a topic as one publisher knows them: notices those that join, leave and die, wakes those that
 * sleep, and knows the position of the slowest.
 *
 * <p>Each join or leave changes one word of the topic, so knowing that nothing has changed costs one load. A problem
 * with one subscription (truncated or overwritten memory, an untrusted user, no descriptor left for it) is not a
 * failure of the publisher: a verdict tells the subscription that it is disconnected.
 */
final class Subscribers implements TopicWriter.Readers {
  private static final long NOBODY = 0;

  private final TopicStore store;
  private final MemorySegment topic;
  private final RegionFields header;
  private final MemorySegment descriptor;
  private final TopicLimits limits;
  private final int lane;
  private final WaitStrategy strategy;
  private final EndGuard guard;
  private final EndMonitor monitor;

  /** By index; existing ones are also the first {@code count} elements of {@code active}. */
  private final @Nullable Subscriber[] all;

  private final Subscriber[] active;

  /** The mark with which each index was last dealt with. */
  private final long[] dealt;

  private int count;
  private long seenChanges;
  private volatile long disconnected;
  private volatile @Nullable Subscriber blocker;
  private long end;

  /**
   * Begins without subscriptions.
   *
   * @param store of the topic
   * @param topic its memory
   * @param limits of it
   * @param lane of the publisher
   * @param strategy how the publisher waits
   * @param guard of the publisher
   * @param monitor of the publisher
   */
  Subscribers(
      TopicStore store,
      MemorySegment topic,
      TopicLimits limits,
      int lane,
      WaitStrategy strategy,
      EndGuard guard,
      EndMonitor monitor) {
    this.store = store;
    this.topic = topic;
    this.header = new RegionFields(topic);
    this.descriptor = TopicDescriptor.laneDescriptor(topic, limits, lane);
    this.limits = limits;
    this.lane = lane;
    this.strategy = strategy;
    this.guard = guard;
    this.monitor = monitor;
    this.all = new Subscriber[limits.subscribers()];
    this.active = new Subscriber[limits.subscribers()];
    this.dealt = new long[limits.subscribers()];
    this.disconnected = Fields.getLong(descriptor, TopicDescriptor.DISCONNECTED_OFFSET);
  }

  int count() {
    return count;
  }

  long disconnected() {
    return disconnected;
  }

  /** {@return the subscription that was the slowest at the last check; null if none has to be waited for} */
  @Nullable Subscriber blocker() {
    return blocker;
  }

  /** Sets the position up to which is written, before any subscription's position is read. */
  void writtenUpTo(long position) {
    end = position;
  }

  /** Processes subscriptions that have joined, left and died, if there are any. */
  void update() {
    if (header.getLongAcquire(TopicDescriptor.CHANGES_OFFSET) != seenChanges
        || (guard.conditions() & EndGuard.ATTENTION) != 0) {
      StackRoom.require();
      guard.clear(EndGuard.ATTENTION);
      seenChanges = Fields.getLongAcquire(topic, TopicDescriptor.CHANGES_OFFSET);
      for (int i = count - 1; i >= 0; i--) {
        if (!isThere(active[i])) {
          release(active[i]);
        }
      }
      for (int i = 0; i < all.length; i++) {
        deal(i, Fields.getLongAcquire(topic, TopicDescriptor.markOffset(i)));
      }
    }
  }

  private static boolean isThere(Subscriber subscriber) {
    try (MemoryFault.SETTLED) {
      return subscriber.isThere();
    } catch (InternalError e) {
      return true; // until it is needed
    }
  }

  private void deal(int index, long mark) {
    if (mark == dealt[index]) {
      return;
    }
    Subscriber former = all[index];
    if (former != null && former.token() != mark) {
      release(former); // before another took its index
    }
    if (mark != NOBODY && all[index] == null) {
      attach(index, mark);
    }
    dealt[index] = mark;
  }

  private void attach(int index, long mark) {
    SharedRegion region = null;
    try (MemoryFault.SETTLED) {
      Optional<SharedRegion> found = store.subscription(index).open();
      if (found.isEmpty()) {
        return; // it has already left or died
      }
      region = found.get();
      long number = TopicDescriptor.number(topic);
      boolean valid =
          SubscriptionDescriptor.isValid(region.segment(), limits.publishers(), number)
              && SubscriptionDescriptor.token(region.segment()) == mark;
      MemoryFault.settle();
      if (valid) {
        add(new Subscriber(index, region, lane, strategy));
        region = null;
      } else {
        condemn(index, mark);
      }
    } catch (IpcException | InternalError e) {
      condemn(index, mark);
    } finally {
      close(region);
    }
  }

  private static void close(@Nullable SharedRegion region) {
    try {
      if (region != null) {
        region.close();
      }
    } catch (IpcException e) {
      // Whatever the kernel says, it is not ours any more.
    }
  }

  private void add(Subscriber subscriber) throws IpcException {
    subscriber.watch(() -> {
      guard.raise(EndGuard.ATTENTION);
      if (blocker == subscriber) {
        subscriber.wakePublisher();
      }
    });
    all[subscriber.index()] = subscriber;
    active[count++] = subscriber;
  }

  /** Forgets a subscription that has gone. */
  private void release(Subscriber subscriber) {
    int i = 0;
    while (i < count && active[i] != subscriber) {
      i++;
    }
    if (i == count) {
      return;
    }
    all[subscriber.index()] = null;
    count--;
    for (; i < count; i++) {
      active[i] = active[i + 1];
    }
    try (MemoryFault.SETTLED) {
      if (!subscriber.isAlive()) {
        if (!hasClosed(subscriber)) {
          monitor.peerDied(subscriber.describe());
        }
        store.subscription(subscriber.index()).removeLeftover();
      }
      subscriber.close();
    } catch (IpcException | InternalError e) {
      // It is gone; the next subscription with its index removes what it left behind.
    }
  }

  /** A subscription that had closed before its process ended did not die. */
  private static boolean hasClosed(Subscriber subscriber) {
    try (MemoryFault.SETTLED) {
      return !subscriber.isOpen();
    } catch (InternalError e) {
      return false; // it truncated its own memory
    }
  }

  /** Tells a subscription that it is disconnected, and releases it. */
  void disconnect(Subscriber subscriber) {
    condemn(subscriber.index(), subscriber.token());
    try (MemoryFault.SETTLED) {
      subscriber.waker().wake();
    } catch (InternalError e) {
      // It truncated its own memory.
    }
    release(subscriber);
  }

  /** Writes the verdict, before anything is overwritten that the subscription may be reading. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread publishes, others look
  private void condemn(int index, long token) {
    disconnected++;
    monitor.disconnected("the subscription at place " + index);
    Fields.putLongOpaque(descriptor, TopicDescriptor.DISCONNECTED_OFFSET, disconnected);
    Fields.putLongVolatile(descriptor, TopicDescriptor.verdictOffset(index), token);
  }

  @Override
  public long slowest() {
    if (limits.slow() != SlowPolicy.WAIT) {
      return Long.MAX_VALUE;
    }
    update();
    long slowest = Long.MAX_VALUE;
    Subscriber last = null;
    for (int i = count - 1; i >= 0; i--) {
      Subscriber subscriber = active[i];
      if (!isThere(subscriber)) {
        release(subscriber); // it has closed, and may never announce that
      } else if (!look(subscriber)) {
        disconnect(subscriber);
      } else if (subscriber.position() < slowest) {
        slowest = subscriber.position();
        last = subscriber;
      }
    }
    blocker = last;
    return slowest;
  }

  private boolean look(Subscriber subscriber) {
    try (MemoryFault.SETTLED) {
      return subscriber.look(end);
    } catch (InternalError e) {
      return false;
    }
  }

  /** Wakes sleeping subscriptions, and those that have joined since, after something was published. */
  void wakeAll() {
    update();
    try (MemoryFault.SETTLED) {
      boolean due = false;
      for (int i = 0; i < count; i++) {
        due |= !active[i].waker().isAwake();
      }
      if (due) {
        VarHandle.fullFence();
        for (int i = count - 1; i >= 0; i--) {
          active[i].waker().wake();
        }
      }
    } catch (InternalError e) {
      disconnectThoseCutShort();
    }
  }

  /** One of them has truncated its memory; finds out which by checking each. */
  private void disconnectThoseCutShort() {
    for (int i = count - 1; i >= 0; i--) {
      Subscriber subscriber = active[i];
      try (MemoryFault.SETTLED) {
        subscriber.waker().wake();
      } catch (InternalError e) {
        disconnect(subscriber);
      }
    }
  }

  /** Releases them all. */
  void close() throws IpcException {
    for (int i = count - 1; i >= 0; i--) {
      active[i].close();
    }
    count = 0;
  }
}
