package org.javaipc.linux.channel;

import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * Senders that have a place in the control region: notices those that join, leave and die, and
 * decides about the end of the stream.
 *
 * <p>Whoever joins or leaves counts up one word and rings, so knowing that nothing has changed costs
 * one load. When a death is noticed, all that the dead one had sent is in the kernel's queue, which
 * keeps its order: the receiver looks how far that goes, and tells of the death when it is there.
 */
final class KnownSenders implements Senders {
  private final String channel;
  private final Control control;
  private final ControlDescriptor fields;
  private final Geometry geometry;
  private final Inlet inlet;
  private final Medium medium;
  private final Bell.Listening listening;
  private final Runnable onDeath = this::onDeath;
  private final Place[] places;
  private int joined;
  private int seenChanges;
  private boolean unsettled;
  private volatile boolean attention;
  private boolean ended;
  private long died;

  KnownSenders(String channel, Control control, Geometry geometry, Inlet inlet, Medium medium) {
    this.channel = channel;
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

  /** Run when somebody has rung: wakes the receiver if that was meant for it. */
  private void look() {
    try {
      if (fields.changes() != seenChanges) {
        inlet.wake();
      }
    } catch (InternalError e) {
      // The region was cut short: the receiver finds out.
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
  public long died() {
    return died;
  }

  @Override
  public void received(long count) {
    fields.putReceived(count);
  }

  @Override
  public void update() throws IpcException {
    if (fields.changes() == seenChanges && !unsettled && !attention) {
      return;
    }
    attention = false;
    unsettled = true;
    int changes = fields.changesAcquire();
    inlet.onChange();
    for (int i = 0; i < places.length; i++) {
      places[i].follow(i);
    }
    seenChanges = changes;
    unsettled = false;
    for (int i = 0; i < places.length; i++) {
      unsettled |= places[i].isDead() && !settle(i);
    }
    if (joined == 0 && fields.joins() != 0 && !geometry.mailbox() && !ended) {
      decideEnd();
    }
  }

  /** Frees the place of a dead sender, if everything that it sent is taken and the lock can be had. */
  private boolean settle(int index) throws IpcException {
    Place place = places[index];
    if (place.mark == Place.NONE) {
      place.mark = inlet.taken() + inlet.pending();
    }
    boolean whole = inlet.peek();
    if (whole && inlet.taken() < place.mark) {
      return false;
    }
    long slot = place.slot;
    int generation = place.generation;
    boolean freed =
        control.tryLocked(() -> {
          if (fields.senderState(index) == ControlDescriptor.JOINED
              && fields.senderGeneration(index) == generation) {
            fields.free(index);
          }
        });
    if (!freed) {
      return false;
    }
    if (!whole) {
      inlet.forgetUnfinished();
    }
    place.clear();
    joined--;
    unsettled = true; // the one that was freed may have been the last: look again
    reportDeath(slot);
    return true;
  }

  private void reportDeath(long slot) throws PeerDiedException {
    died++;
    fields.putDied(died);
    if (!geometry.mailbox()) {
      throw new PeerDiedException(
          "%s: a sender, %s, died without closing; what it had committed was received, but the stream may be cut short"
              .formatted(channel, control.region().liveness().describe(slot)));
    }
  }

  /** The stream ends when nobody has joined meanwhile, and nothing is left to be read. */
  private void decideEnd() throws IpcException {
    if (inlet.peek()) {
      unsettled = true;
      return;
    }
    boolean locked =
        control.tryLocked(() -> {
          ended = fields.changesAcquire() == seenChanges;
          if (ended) {
            fields.putState(ControlDescriptor.ENDED);
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
      fields.putState(ControlDescriptor.CLOSED);
      medium.remove();
      control.region().unlink();
      for (int i = 0; i < places.length; i++) {
        if (fields.senderState(i) == ControlDescriptor.JOINED) {
          control.bell().ring(fields.senderSlot(i));
        }
      }
    } finally {
      control.region().close();
    }
  }

  /** One sender's place, as this receiver knows it. */
  private final class Place {
    private static final long NONE = -1;

    private int generation;
    private long slot;
    private long mark = NONE;
    private Liveness.@Nullable Watch watch;

    /** Takes notice of who has the place now. */
    private void follow(int index) throws IpcException {
      boolean taken = fields.senderState(index) != ControlDescriptor.FREE;
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

    private boolean isDead() {
      return watch != null && !watch.isAlive();
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
