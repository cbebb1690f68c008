package org.javaipc.signal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.signal.InterruptibleInbox;
import org.javaipc.linux.signal.ThreadSignals;
import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that takes one real-time signal for all listeners that use it. It starts
 * with the first of them and ends with the last.
 */
final class SignalHub {
  private static final long FOREVER = Long.MAX_VALUE;

  /** Its sign bit is set, which no event has. */
  private static final long WAKE = Long.MIN_VALUE;

  private static final long GRACE_MILLIS = 1;
  private static final Map<Signal, SignalHub> HUBS = new HashMap<>(); // guarded by the class
  private static int lastListener; // guarded by the class

  private final Signal signal;
  private final ConcurrentHashMap<Integer, PendingEvents> listeners = new ConcurrentHashMap<>();
  private final CompletableFuture<InterruptibleInbox> started = new CompletableFuture<>();
  private final Thread thread;
  private volatile int tid;
  private volatile boolean over;

  private SignalHub(Signal signal) {
    this.signal = signal;
    this.thread =
        Thread.ofPlatform().daemon().name("javaipc-" + signal.name()).unstarted(this::run);
  }

  /**
   * A listener's place.
   *
   * @param hub that takes its signals
   * @param number of the listener, never used again
   * @param events that have come
   */
  record Place(SignalHub hub, int number, PendingEvents events) {
    ListenerEntry entry() throws IpcException {
      return ListenerEntry.own(hub.tid, hub.signal.number(), number);
    }

    void leave() {
      SignalHub.leave(this);
    }
  }

  /** {@return a place for one more listener} */
  static synchronized Place join(Signal signal) throws IpcException {
    if (lastListener == ListenerEntry.MOST_LISTENERS - 1) {
      throw new ResourceLimitException(
          "signal: this process has had as many listeners as it may, "
              + ListenerEntry.MOST_LISTENERS);
    }
    SignalHub hub = HUBS.get(signal);
    if (hub == null) {
      hub = new SignalHub(signal);
      hub.start();
      HUBS.put(signal, hub);
    }
    Place place = new Place(hub, ++lastListener, new PendingEvents());
    hub.listeners.put(place.number, place.events);
    return place;
  }

  private static void leave(Place place) {
    SignalHub ending;
    synchronized (SignalHub.class) {
      SignalHub hub = place.hub;
      hub.listeners.remove(place.number);
      if (!hub.listeners.isEmpty() || !HUBS.remove(hub.signal, hub)) {
        return;
      }
      ending = hub;
      ending.over = true;
    }
    end(ending.thread, ending.started.join());
  }

  /** Waits for the end of a thread that takes signals, waking it until it notices. */
  static void end(Thread thread, InterruptibleInbox inbox) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      inbox.wakeup();
      try {
        thread.join(GRACE_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws IpcException {
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        started.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IpcException refused) {
          throw refused;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      // Blocked first: ignoring would discard it, and the default would end the process.
      ThreadSignals.block(signal.bit());
      ReaderSignals.ignore(signal);
      tid = ThreadSignals.id();
      InterruptibleInbox inbox = new InterruptibleInbox(signal.bit(), signal.number(), WAKE);
      started.complete(inbox);
      while (!over) {
        if (inbox.take(FOREVER) != 0) {
          deliver(inbox.last().value());
        }
      }
    } catch (IpcException | RuntimeException | Error e) {
      started.completeExceptionally(e);
    }
  }

  /** A C program sends an int, and leaves the upper half undefined. */
  private void deliver(long value) {
    int number = (int) value >>> ListenerEntry.EVENT_BITS;
    @Nullable PendingEvents events = listeners.get(number);
    if (events != null) {
      events.add(1L << (value & (1 << ListenerEntry.EVENT_BITS) - 1));
    }
  }
}
