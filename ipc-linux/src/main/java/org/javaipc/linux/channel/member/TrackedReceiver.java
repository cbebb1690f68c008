package org.javaipc.linux.channel.member;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;

/** A receiver that has a control region, in which this sender has a place. */
public final class TrackedReceiver implements RemoteReceiver {
  private static final long DEATH_PATIENCE = 1_000_000_000;
  private static final long PAUSE = 1_000_000;

  private final EndMonitor monitor;
  private final String channel;
  private final Control control;
  private final ControlLayout fields;
  private final int place;
  private final int generation;

  /** What the place's former senders have sent and waited. */
  private final long sentBefore;

  private final long waitsBefore;
  private final long receiverSlot;
  private final Runnable wakeUser;
  private final Liveness.Watch watch;
  private final WakeupFifo.Listening listening;

  /** Takes a free place, under the name's lock. */
  public TrackedReceiver(EndMonitor monitor, Control control, int place, Runnable wakeUser)
      throws IpcException {
    this.monitor = monitor;
    this.channel = monitor.address().toString();
    this.control = control;
    this.fields = control.fields();
    this.place = place;
    this.wakeUser = wakeUser;
    this.sentBefore = fields.sent(place);
    this.waitsBefore = fields.waits(place);
    Liveness liveness = control.region().liveness();
    this.receiverSlot = ControlLayout.receiverSlot(control.region().segment());
    this.watch = liveness.watch(receiverSlot, wakeUser);
    this.listening = listen(control.bell()); // the last that can fail
    this.generation = fields.join(place, liveness.self());
  }

  private WakeupFifo.Listening listen(WakeupFifo bell) throws IpcException {
    try {
      return bell.listen(this::look);
    } catch (IpcException | RuntimeException | Error e) {
      watch.close();
      throw e;
    }
  }

  private void look() {
    if (!isOpen()) {
      wakeUser.run();
    }
  }

  private boolean isOpen() {
    try (MemoryFault.SETTLED) {
      return fields.stateOpaque() == ControlLayout.OPEN;
    } catch (InternalError e) {
      return false; // The region was truncated; the sender will find out.
    }
  }

  @Override
  public void check() throws IpcException {
    if (fields.stateOpaque() != ControlLayout.OPEN || !watch.isAlive()) {
      throw gone();
    }
    MemoryFault.settle();
  }

  /** The kernel closes a dead process's files shortly before it reports the death. */
  @Override
  public IpcException gone() {
    long start = System.nanoTime();
    while (!hasClosed() && watch.isAlive()) {
      int state = fields.state();
      if (state < ControlLayout.OPEN || state > ControlLayout.CLOSED) {
        return new CorruptChannelException(
            "%s: its control region is damaged: state=%d is not within %d to %d; close this end and reopen it"
                .formatted(channel, state, ControlLayout.OPEN, ControlLayout.CLOSED));
      }
      if (System.nanoTime() - start > DEATH_PATIENCE) {
        return new PeerClosedException(
            channel
                + ": the receiver is alive but has disconnected this sender: it received malformed data, or the"
                + " kernel's object was removed; messages it had not read are lost");
      }
      LockSupport.parkNanos(PAUSE);
    }
    if (hasClosed()) {
      return new PeerClosedException(
          channel + ": the receiver has closed the channel; messages it had not read are lost");
    }
    String receiver = control.region().liveness().describe(receiverSlot);
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(receiver);
    }
    return new PeerDiedException(
        "%s: the receiver, %s, died; messages it had not read are lost: reopen the channel and send them again"
            .formatted(channel, receiver));
  }

  private boolean hasClosed() {
    int state = fields.state();
    return state == ControlLayout.CLOSED || state == ControlLayout.ENDED;
  }

  @Override
  public void sent(long messages, long waits) {
    fields.putSent(place, sentBefore + messages);
    fields.putWaits(place, waitsBefore + waits);
  }

  @Override
  public void breakOff() throws IpcException {
    if (isMine()) { // even if it was said before: that call may have failed half-way
      fields.breakOff(place);
      control.bell().ring(receiverSlot);
    }
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

  /** Needs no lock: the place is this sender's alone, and the decision looks at the changes. */
  private void free() {
    if (isMine() && fields.senderState(place) == ControlLayout.JOINED) {
      fields.free(place);
    }
  }

  /** {@return whether this sender has its place} */
  private boolean isMine() {
    return fields.senderState(place) != ControlLayout.FREE
        && fields.senderGeneration(place) == generation;
  }
}
