package org.javaipc.signal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.signal.InterruptibleInbox;
import org.javaipc.linux.signal.ThreadSignals;
import org.javaipc.spi.LibraryThread;
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
  private volatile Listeners listeners = Listeners.NONE; // replaced under the lock of the class
  private final CompletableFuture<InterruptibleInbox> started = new CompletableFuture<>();
  private final Thread thread;
  private volatile int tid;
  private volatile boolean over;

  private SignalHub(Signal signal) {
    this.signal = signal;
    this.thread = LibraryThread.of("javaipc-" + signal.name(), this::run);
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
          "signal: this process has reached its limit of listeners, "
              + ListenerEntry.MOST_LISTENERS);
    }
    SignalHub hub = HUBS.get(signal);
    if (hub == null) {
      hub = new SignalHub(signal);
      hub.start();
      HUBS.put(signal, hub);
    }
    Place place = new Place(hub, ++lastListener, new PendingEvents());
    hub.listeners = hub.listeners.with(place);
    return place;
  }

  private static void leave(Place place) {
    SignalHub ending;
    synchronized (SignalHub.class) {
      SignalHub hub = place.hub;
      hub.listeners = hub.listeners.without(place);
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
    LibraryThread.start(thread);
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
      started.complete(new InterruptibleInbox(signal.bit(), signal.number(), WAKE));
      InterruptibleInbox inbox = started.join();
      while (!over) {
        if (inbox.take(FOREVER) != 0) {
          deliver(inbox.last().value());
        }
      }
    } catch (IpcException | RuntimeException | Error e) {
      if (!started.completeExceptionally(e)) {
        throw new IllegalStateException(e); // the thread begins again
      }
    }
  }

  /** A C program sends an int, and leaves the upper half undefined. */
  private void deliver(long value) {
    int number = (int) value >>> ListenerEntry.EVENT_BITS;
    PendingEvents events = listeners.find(number);
    if (events != null) {
      events.add(1L << (value & (1 << ListenerEntry.EVENT_BITS) - 1));
    }
  }

  /**
   * The listeners, by number; finding one allocates nothing.
   *
   * @param numbers ascending
   * @param events of each
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Listeners(int[] numbers, PendingEvents[] events) {
    static final Listeners NONE = new Listeners(new int[0], new PendingEvents[0]);

    Listeners with(Place place) {
      int count = numbers.length;
      int[] moreNumbers = Arrays.copyOf(numbers, count + 1);
      PendingEvents[] moreEvents = Arrays.copyOf(events, count + 1);
      moreNumbers[count] = place.number; // the highest so far
      moreEvents[count] = place.events;
      return new Listeners(moreNumbers, moreEvents);
    }

    Listeners without(Place place) {
      int index = Arrays.binarySearch(numbers, place.number);
      int count = numbers.length - 1;
      int[] fewerNumbers = Arrays.copyOf(numbers, count);
      PendingEvents[] fewerEvents = Arrays.copyOf(events, count);
      System.arraycopy(numbers, index + 1, fewerNumbers, index, count - index);
      System.arraycopy(events, index + 1, fewerEvents, index, count - index);
      return new Listeners(fewerNumbers, fewerEvents);
    }

    boolean isEmpty() {
      return numbers.length == 0;
    }

    @Nullable PendingEvents find(int number) {
      int index = Arrays.binarySearch(numbers, number);
      return index < 0 ? null : events[index];
    }
  }
}
