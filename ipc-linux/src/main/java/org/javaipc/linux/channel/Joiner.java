package org.javaipc.linux.channel;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.linux.FileRegionStore;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** How a sender gets to the receiver, and a place: under the name's lock. */
final class Joiner {
  private static final int NO_PLACE = -1;

  private final Address address;
  private final ChannelOptions options;
  private final Medium medium;
  private final FileRegionStore store;
  private final Bell bell;
  private final Patience patience;

  Joiner(Address address, ChannelOptions options, Medium medium, FileRegionStore store, Bell bell) {
    this.address = address;
    this.options = options;
    this.medium = medium;
    this.store = store;
    this.bell = bell;
    this.patience = new Patience(address, options);
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
    try {
      sender = tryJoin(Control.of(region, bell));
      return sender;
    } catch (InternalError e) {
      throw new CorruptChannelException(
          region.describe() + ": was cut short while it was mapped: " + e.getMessage(), e);
    } finally {
      if (sender == null) {
        region.close();
      }
    }
  }

  private @Nullable Sender tryJoin(Control control) throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    Geometry geometry = control.fields().check(control.region().describe());
    if (!isOpen(control)) {
      return null;
    }
    geometry.checkStated(address, options, medium::capacity);
    while (!control.region().tryLock()) {
      patience.obstacle("another process held the lock of the name (is it stopped?)");
      patience.pause();
    }
    Sender sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      sender = isOpen(control) ? joinLocked(control, geometry) : null;
    } finally {
      control.region().unlock();
      // The receiver may have wanted the lock, and may not know yet of a sender that died here.
      control.fields().countChange();
      bell.ring(ControlDescriptor.receiverSlot(control.region().segment()));
    }
    return sender;
  }

  private boolean isOpen(Control control) {
    boolean open = control.fields().state() == ControlDescriptor.OPEN;
    if (!open) {
      patience.obstacle("the receiver had ended or closed the channel and no new one came");
    }
    return open;
  }

  private @Nullable Sender joinLocked(Control control, Geometry geometry) throws IpcException {
    int place = freePlace(control, geometry);
    if (place == NO_PLACE) {
      return null;
    }
    Optional<Outlet> outlet = medium.open(geometry, control.fields().notes());
    if (outlet.isEmpty()) {
      patience.obstacle("the receiver did not have " + medium.describe() + " open");
      return null;
    }
    Outlet opened = outlet.get();
    Reader reader = null;
    try {
      reader = new KnownReader(address.toString(), control, place, opened::wake);
      Checkpoint.JOIN_TAKEN.pass();
      return new KernelSender(address, opened, reader, geometry.maxMessage(), options.waiting());
    } finally {
      if (reader == null) {
        opened.close();
      }
    }
  }

  private int freePlace(Control control, Geometry geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.senders(); i++) {
      if (control.fields().senderState(i) == ControlDescriptor.FREE) {
        return i;
      }
      changes |= !isSenderAlive(control, i);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: it has senders=%d, all of them alive; close one, or let the receiver open it with more"
              .formatted(address, geometry.senders()));
    }
    patience.obstacle("the receiver did not read what an earlier sender left");
    return NO_PLACE;
  }

  private static boolean isSenderAlive(Control control, int place) throws IpcException {
    Liveness liveness = control.region().liveness();
    try (Liveness.Watch watch = liveness.watch(control.fields().senderSlot(place), () -> {})) {
      return watch.isAlive();
    }
  }
}
