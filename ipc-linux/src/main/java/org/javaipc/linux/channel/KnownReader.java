package org.javaipc.linux.channel;

import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.Liveness;

/** A receiver that has a control region, in which this sender has a place. */
final class KnownReader implements Reader {
  private final String channel;
  private final Control control;
  private final ControlDescriptor fields;
  private final int place;
  private final int generation;
  private final long receiverSlot;
  private final Runnable wakeUser;
  private final Liveness.Watch watch;
  private final Bell.Listening listening;

  /** Takes a free place, under the name's lock. */
  KnownReader(String channel, Control control, int place, Runnable wakeUser) throws IpcException {
    this.channel = channel;
    this.control = control;
    this.fields = control.fields();
    this.place = place;
    this.wakeUser = wakeUser;
    Liveness liveness = control.region().liveness();
    this.receiverSlot = ControlDescriptor.receiverSlot(control.region().segment());
    this.watch = liveness.watch(receiverSlot, wakeUser);
    this.generation = fields.join(place, liveness.self());
    this.listening = control.bell().listen(this::look);
  }

  private void look() {
    try {
      if (fields.stateOpaque() != ControlDescriptor.OPEN) {
        wakeUser.run();
      }
    } catch (InternalError e) {
      // The region was cut short: the sender finds out.
    }
  }

  @Override
  public void check() throws IpcException {
    if (fields.stateOpaque() != ControlDescriptor.OPEN || !watch.isAlive()) {
      throw gone();
    }
  }

  @Override
  public IpcException gone() {
    int state = fields.state();
    if (state == ControlDescriptor.CLOSED || state == ControlDescriptor.ENDED) {
      return new PeerClosedException(
          channel + ": the receiver has closed the channel; what it had not read is lost");
    }
    return new PeerDiedException(
        "%s: the receiver, %s, died; what it had not read is lost: open the channel anew and send it again"
            .formatted(channel, control.region().liveness().describe(receiverSlot)));
  }

  @Override
  public void sent(long messages, long waits) {
    fields.putSent(place, messages);
    fields.putWaits(place, waits);
  }

  @Override
  public void leave() throws IpcException {
    listening.close();
    watch.close();
    try {
      free();
      control.bell().ring(receiverSlot);
    } finally {
      control.region().close();
    }
  }

  /** Needs no lock: the place is this sender's alone, and whoever decides looks at the changes. */
  private void free() {
    if (fields.senderState(place) == ControlDescriptor.JOINED
        && fields.senderGeneration(place) == generation) {
      fields.free(place);
    }
  }
}
