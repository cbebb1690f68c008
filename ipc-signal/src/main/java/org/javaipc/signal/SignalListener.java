package org.javaipc.signal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.WaitStrategy;
import org.javaipc.linux.liveness.LockedFile;
import org.javaipc.linux.wait.UseGuard;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.NameWatch;

/** The listening end: its file says where to send signals, the hub's thread collects them. */
final class SignalListener implements Listener {
  private static final long FOREVER = Long.MAX_VALUE;

  /** How long {@link WaitStrategy#ADAPTIVE} spins before it sleeps: about what a wake-up costs. */
  private static final long SPIN_NANOS = 20_000;

  private final Address address;
  private final WaitStrategy strategy;
  private final SignalHub.Place place;
  private final LockedFile file;
  private final PendingEvents events;
  private final UseGuard guard;
  private final EndMonitor monitor;
  private final NameWatch names;

  SignalListener(Address address, WaitStrategy strategy, SignalHub.Place place, LockedFile file) {
    this.address = address;
    this.strategy = strategy;
    this.place = place;
    this.file = file;
    this.events = place.events();
    this.guard = new UseGuard(address.toString(), getClass());
    this.monitor = new EndMonitor(address, EndRole.LISTENER);
    this.names = new NameWatch(address.toString(), file::isNamed);
    monitor.opened(this);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long poll() throws IpcException {
    enter();
    try {
      long taken = take();
      if (taken == 0) {
        names.lookAfterPoll();
      }
      return taken;
    } finally {
      guard.exit();
    }
  }

  @Override
  public long await(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return awaitEvents(nanos(timeout)) ? take() : 0;
    } finally {
      guard.exit();
    }
  }

  @Override
  public long await() throws IpcException, InterruptedException {
    enter();
    try {
      while (!awaitEvents(FOREVER)) {
        Thread.onSpinWait(); // three centuries are over
      }
      return take();
    } finally {
      guard.exit();
    }
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return awaitEvents(nanos(timeout));
    } finally {
      guard.exit();
    }
  }

  private long take() {
    long taken = events.take();
    monitor.counted(Long.bitCount(taken));
    return taken;
  }

  /** {@return whether there are events; false if the timeout elapsed} */
  private boolean awaitEvents(long nanos) throws IpcException, InterruptedException {
    if (!events.isEmpty()) {
      return true;
    }
    monitor.waitBegins();
    try {
      return pauseUntilEvents(nanos);
    } finally {
      monitor.waitEnds();
    }
  }

  private boolean pauseUntilEvents(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    for (long waited = 0; events.isEmpty(); waited = System.nanoTime() - start) {
      if (guard.isClosed()) {
        throw closed();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (waited >= nanos) {
        return false;
      }
      names.look();
      pause(waited, Math.min(nanos - waited, NameWatch.INTERVAL));
    }
    return true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // this is what the strategy asks for
  private void pause(long waited, long left) {
    switch (strategy) {
      case SPIN -> Thread.onSpinWait();
      case YIELD -> Thread.yield();
      case PARK -> events.await(left);
      case ADAPTIVE -> {
        if (waited < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          events.await(left);
        }
      }
    }
  }

  private static long nanos(Duration timeout) {
    return TimeUnit.NANOSECONDS.convert(timeout);
  }

  private void enter() throws IpcException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this listener is closed");
  }

  @Override
  public void close() throws IpcException {
    if (!guard.close(events::wake)) {
      return;
    }
    try (file) {
      file.write(ListenerEntry.CLOSED, ListenerEntry.STATE_OFFSET);
      file.unlink();
    } finally {
      monitor.closed();
      place.leave();
    }
  }
}
