package org.javaipc.linux.channel;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.linux.channel.member.Control;
import org.javaipc.linux.channel.member.ControlLayout;
import org.javaipc.linux.channel.member.Medium;
import org.javaipc.linux.channel.member.RemoteReceiver;
import org.javaipc.linux.channel.member.TrackedReceiver;
import org.javaipc.linux.channel.member.WakeupFifo;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.wait.Deadline;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.EndedStream;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.MessageType;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** How a sender gets to the receiver, and a place: under the name's lock. */
final class ControlJoiner {
  private static final int NO_PLACE = -1;

  private final Address address;
  private final ChannelOptions options;
  private final Medium medium;
  private final FileRegionStore store;
  private final WakeupFifo bell;
  private final Deadline patience;
  private final EndedStream ended;

  ControlJoiner(
      Address address,
      ChannelOptions options,
      Medium medium,
      FileRegionStore store,
      WakeupFifo bell) {
    this.address = address;
    this.options = options;
    this.medium = medium;
    this.store = store;
    this.bell = bell;
    this.patience = new Deadline(address, options);
    this.ended = new EndedStream(address);
  }

  Sender connect() throws IpcException, InterruptedException {
    while (true) {
      Optional<SharedRegion> region = store.open();
      Sender sender = region.isPresent() ? joinOrClose(region.get()) : null;
      if (sender != null) {
        return sender;
      }
      patience.pause();
    }
  }

  private @Nullable Sender joinOrClose(SharedRegion region)
      throws IpcException, InterruptedException {
    Sender sender = null;
    try (MemoryFault.SETTLED) {
      sender = tryJoin(Control.of(region, bell));
      return sender;
    } catch (InternalError e) {
      throw MemoryFault.cutShort(region.describe(), e);
    } finally {
      if (sender == null) {
        region.close();
      }
    }
  }

  private @Nullable Sender tryJoin(Control control) throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    ChannelLimits geometry = control.fields().check(control.region().describe());
    if (!isOpen(control)) {
      return null;
    }
    geometry.checkStated(address, options, medium::capacity);
    checkType(control, geometry);
    while (!control.region().tryLock()) {
      patience.obstacle("another process held the lock of the name (is it stopped?)");
      patience.pause();
    }
    Sender sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      sender = isOpen(control) ? joinLocked(control, geometry) : null;
    } finally {
      unlock(control, sender);
    }
    return sender;
  }

  private void checkType(Control control, ChannelLimits geometry) throws IpcException {
    if (options.type().isPresent()) {
      Optional<String> actual = control.fields().type(geometry, control.region().describe());
      MessageType.check(address, options.type(), actual);
    }
  }

  /**
   * Gives the lock back and makes the receiver look, which may have wanted the lock, and may not know yet of a sender
   * that died before it could announce itself.
   */
  private void unlock(Control control, @Nullable Sender sender) throws IpcException {
    try (MemoryFault.SETTLED) {
      control.region().unlock();
      control.fields().countChange();
      bell.ring(ControlLayout.receiverSlot(control.region().segment()));
    } catch (IpcException | InternalError e) {
      if (sender != null) {
        sender.close();
      }
      throw e;
    }
  }

  private boolean isOpen(Control control) throws IpcException {
    int state = control.fields().state();
    long slot = ControlLayout.receiverSlot(control.region().segment());
    ended.seen(state == ControlLayout.ENDED && isAlive(control, slot), slot);
    if (state != ControlLayout.OPEN) {
      patience.obstacle("the receiver had ended or closed the channel and no new one came");
    }
    return state == ControlLayout.OPEN;
  }

  private @Nullable Sender joinLocked(Control control, ChannelLimits geometry) throws IpcException {
    int place = freePlace(control, geometry);
    if (place == NO_PLACE) {
      return null;
    }
    Optional<MessageSink> outlet = medium.open(geometry, control.fields().notes());
    if (outlet.isEmpty()) {
      patience.obstacle("the receiver did not have " + medium.describe() + " open");
      return null;
    }
    MessageSink opened = outlet.get();
    EndMonitor monitor = new EndMonitor(address, EndRole.SENDER);
    RemoteReceiver reader = null;
    try {
      reader = new TrackedReceiver(monitor, control, place, opened::wake);
      Checkpoint.JOIN_TAKEN.pass();
      return new KernelSender(
          address, monitor, opened, reader, geometry.maxMessage(), options.waiting());
    } finally {
      if (reader == null) {
        opened.close();
      }
    }
  }

  private int freePlace(Control control, ChannelLimits geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.senders(); i++) {
      if (control.fields().senderState(i) == ControlLayout.FREE) {
        return i;
      }
      changes |=
          control.fields().senderState(i) == ControlLayout.BROKEN_OFF || !isSenderAlive(control, i);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: all senders=%d places are in use; close a sender, or let the receiver open the channel with a larger senders="
              .formatted(address, geometry.senders()));
    }
    patience.obstacle("the receiver did not read what an earlier sender left");
    return NO_PLACE;
  }

  private static boolean isSenderAlive(Control control, int place) throws IpcException {
    return isAlive(control, control.fields().senderSlot(place));
  }

  private static boolean isAlive(Control control, long slot) throws IpcException {
    try (Liveness.Watch watch = control.region().liveness().watch(slot, () -> {})) {
      return watch.isAlive();
    }
  }
}
