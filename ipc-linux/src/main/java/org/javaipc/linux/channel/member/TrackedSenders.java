package org.javaipc.linux.channel.member;

import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.StackRoom;
import org.jspecify.annotations.Nullable;

/**
 * RemoteSenders that have a place in the control region: notices those that join, leave and die, and
 * decides about the end of the stream.
 *
 * <p>Each join or leave changes one word and rings, so knowing that nothing has changed costs
 * one load. When a death is noticed, all that the dead one had sent is in the kernel's queue, which
 * keeps its order: the receiver looks how far that goes, and tells of the death when it is there.
 */
public final class TrackedSenders implements RemoteSenders {
  private static final String DIED = "died without closing";

  /** How long to sleep for a lock at most: nothing wakes a receiver for a lock whose holder was killed. */
  private static final long LONGEST_SLEEP_FOR_LOCK = 50_000_000;

  /** Nothing wakes it when its control region is truncated, without which no sender can join. */
  private static final long LONGEST_SLEEP = 500_000_000;

  private final EndMonitor monitor;
  private final String channel;
  private final Control control;
  private final ControlLayout fields;
  private final ChannelLimits geometry;
  private final MessageSource inlet;
  private final Medium medium;
  private final WakeupFifo.Listening listening;
  private final Runnable onDeath = this::onDeath;
  private final Place[] places;
  private int joined;
  private long seenChanges;
  private boolean unsettled;
  private volatile boolean attention;
  private boolean ended;
  private long died;

  public TrackedSenders(
      EndMonitor monitor,
      Control control,
      ChannelLimits geometry,
      MessageSource inlet,
      Medium medium)
      throws IpcException {
    this.monitor = monitor;
    this.channel = monitor.address().toString();
    this.control = control;
    this.fields = control.fields();
    this.geometry = geometry;
    this.inlet = inlet;
    this.medium = medium;
    this.places = new Place[geometry.senders()];
    for (int i = 0; i < places.length; i++) {
      places[i] = new Place();
    }
    this.listening = control.bell().listen(this::look);
  }

  /** Runs when the bell has rung: wakes the receiver if it was meant. */
  private void look() {
    if (hasChanged()) {
      inlet.wake();
    }
  }

  private boolean hasChanged() {
    try (MemoryFault.SETTLED) {
      return fields.changes() != seenChanges;
    } catch (InternalError e) {
      return true; // The region was truncated; the receiver will find out.
    }
  }

  private void onDeath() {
    attention = true;
    inlet.wake();
  }

  @Override
  public boolean hasEnded() {
    return ended;
  }

  @Override
  public boolean isAlone() {
    return joined == 0 && !unsettled && !ended;
  }

  @Override
  public boolean isNamed() throws IpcException {
    return control.region().isNamed() && medium.isNamed(fields.notes());
  }

  @Override
  public long longestSleep() {
    return unsettled ? LONGEST_SLEEP_FOR_LOCK : LONGEST_SLEEP;
  }

  @Override
  public long died() {
    return died;
  }

  @Override
  public void received(long count) {
    fields.putReceived(count);
  }

  @Override
  public long unread() {
    long unread = -fields.received();
    for (int place = 0; place < places.length; place++) {
      unread += fields.sent(place);
    }
    return Math.max(0, unread);
  }

  @Override
  public void update() throws IpcException {
    if (fields.changes() == seenChanges && !unsettled && !attention) {
      MemoryFault.settle();
      return;
    }
    StackRoom.require();
    unsettled = true; // first: the next call does what an error cuts short
    attention = false;
    long changes = fields.changesAcquire();
    inlet.onChange();
    for (int i = 0; i < places.length; i++) {
      places[i].follow(i);
    }
    seenChanges = changes;
    unsettled = false;
    for (int i = 0; i < places.length; i++) {
      unsettled |= places[i].isOver() && !settle(i);
    }
    if (joined == 0 && fields.joins() != 0 && !geometry.mailbox() && !ended) {
      decideEnd();
    }
  }

  /** Frees the place of a sender that died or broke off, if everything that it sent is taken and the lock can be had. */
  private boolean settle(int index) throws IpcException {
    Place place = places[index];
    if (place.mark == Place.NONE) {
      place.mark = inlet.taken() + inlet.pending();
    }
    boolean whole = inlet.peek();
    if (inlet.isStarved()) {
      place.mark = Place.NONE; // what it has sent may be in a connection that was not taken yet
      return false;
    }
    if (whole && inlet.taken() < place.mark) {
      return false;
    }
    long slot = place.slot;
    int generation = place.generation;
    AtomicBoolean left = new AtomicBoolean();
    boolean freed =
        control.tryLocked(() -> {
          if (fields.senderState(index) != ControlLayout.FREE
              && fields.senderGeneration(index) == generation) {
            fields.free(index);
          } else {
            left.set(true); // in order, after the last look at its state and before it ended
          }
        });
    if (!freed) {
      return false;
    }
    if (!whole) {
      inlet.forgetUnfinished();
    }
    String end = place.hasBrokenOff() ? "broke off in the middle of a message" : DIED;
    place.clear();
    joined--;
    unsettled = true; // the one that was freed may have been the last: look again
    if (!left.get()) {
      reportDeath(slot, end);
    }
    return true;
  }

  private void reportDeath(long slot, String end) throws PeerDiedException {
    died++;
    fields.putDied(died);
    String sender = control.region().liveness().describe(slot);
    monitor.peerDied(sender);
    if (!geometry.mailbox()) {
      throw new PeerDiedException(
          "%s: a sender, %s, %s; everything it had committed was received, but the stream may be incomplete"
              .formatted(channel, sender, end));
    }
  }

  /** Ends the stream if no sender has joined meanwhile and everything has been read. */
  private void decideEnd() throws IpcException {
    if (inlet.peek() || inlet.isStarved()) {
      unsettled = true;
      return;
    }
    boolean locked =
        control.tryLocked(() -> {
          ended = fields.changesAcquire() == seenChanges;
          if (ended) {
            fields.putState(ControlLayout.ENDED);
          }
        });
    unsettled |= !locked;
  }

  @Override
  public void close() throws IpcException {
    listening.close();
    for (Place place : places) {
      place.clear();
    }
    try {
      closeName();
      for (int i = 0; i < places.length; i++) {
        if (fields.senderState(i) == ControlLayout.JOINED) {
          control.bell().ring(fields.senderSlot(i));
        }
      }
    } finally {
      control.region().close();
    }
  }

  private void closeName() throws IpcException {
    try {
      fields.putState(ControlLayout.CLOSED);
    } finally {
      medium.remove();
      control.region().unlink();
    }
  }

  /** One sender's place, as this receiver knows it. */
  private final class Place {
    private static final long NONE = -1;

    private int generation;
    private long slot;
    private long mark = NONE;
    private boolean brokenOff;
    private Liveness.@Nullable Watch watch;

    /** Registers the sender that has the place now. */
    private void follow(int index) throws IpcException {
      int state = fields.senderState(index);
      boolean taken = state != ControlLayout.FREE;
      brokenOff = state == ControlLayout.BROKEN_OFF;
      int current = fields.senderGeneration(index);
      if (watch != null && taken && current == generation) {
        return;
      }
      if (watch != null) {
        clear();
        joined--;
      }
      if (taken) {
        generation = current;
        slot = fields.senderSlot(index);
        watch = control.region().liveness().watch(slot, onDeath);
        joined++;
      }
    }

    /** {@return whether nothing whole comes from it any more, without a closing} */
    private boolean isOver() {
      return watch != null && (brokenOff || !watch.isAlive());
    }

    private boolean hasBrokenOff() {
      return brokenOff;
    }

    private void clear() {
      if (watch != null) {
        watch.close();
        watch = null;
      }
      mark = NONE;
    }
  }
}
