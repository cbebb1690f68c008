package org.javaipc.signal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.NoSuchProcessException;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.linux.liveness.LockedFile;
import org.javaipc.linux.signal.SignalTarget;
import org.javaipc.linux.wait.UseGuard;
import org.javaipc.spi.EndMonitor;

/**
 * A notifying end. Before each signal it looks whether the listener still holds the lock of its file, so
 * that no signal goes to a later process with the same number.
 */
final class SignalNotifier implements Notifier {
  private final Address address;
  private final LockedFile file;
  private final ListenerEntry listener;
  private final SignalTarget target;
  private final UseGuard guard;
  private final EndMonitor monitor;

  SignalNotifier(Address address, LockedFile file, ListenerEntry listener) {
    this.address = address;
    this.file = file;
    this.listener = listener;
    this.target = new SignalTarget(listener.pid(), listener.tid());
    this.guard = new UseGuard(address.toString(), getClass());
    this.monitor = new EndMonitor(address, EndRole.NOTIFIER);
    monitor.opened(this);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public void signal(int event) throws IpcException, InterruptedException {
    signal(event, Long.MAX_VALUE);
  }

  @Override
  public boolean signal(int event, Duration timeout) throws IpcException, InterruptedException {
    return signal(event, TimeUnit.NANOSECONDS.convert(timeout));
  }

  private boolean signal(int event, long nanos) throws IpcException, InterruptedException {
    Notifier.bit(event);
    if (!guard.enter()) {
      throw closed();
    }
    try {
      boolean queued = queue(listener.value(event)) || awaitRoom(event, nanos);
      monitor.counted(queued ? 1 : 0);
      return queued;
    } finally {
      guard.exit();
    }
  }

  private boolean awaitRoom(int event, long nanos) throws IpcException, InterruptedException {
    if (nanos <= 0) {
      return false;
    }
    monitor.waitBegins();
    try {
      return Signals.await(() -> again(event), nanos);
    } finally {
      monitor.waitEnds();
    }
  }

  private boolean again(int event) throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
    return queue(listener.value(event));
  }

  private boolean queue(long value) throws IpcException {
    if (!file.isOwned()) {
      throw gone();
    }
    try {
      return target.queue(listener.signal(), value);
    } catch (NoSuchProcessException e) {
      throw gone();
    }
  }

  private IpcException gone() throws IpcException {
    if (!ListenerEntry.parse(file.toString(), file.text()).open()) {
      return new PeerClosedException(
          address + ": the listener has closed; the event was not delivered");
    }
    String peer = "process " + listener.pid();
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(peer);
    }
    return new PeerDiedException(
        address + ": the listener, " + peer + ", died; the event was not delivered");
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this notifier is closed");
  }

  @Override
  public void close() {
    if (guard.close(() -> {})) {
      monitor.closed();
      file.close();
    }
  }
}
