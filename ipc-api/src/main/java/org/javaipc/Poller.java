package org.javaipc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One thread that waits for many receivers, listeners and servers, of whatever transports, and for any other {@link
 * Waitable}, such as timers and children.
 *
 * <p>The calling thread polls the ends that have something. A virtual thread waits for each end that has run empty, so
 * a thousand idle ends cost no platform thread and no processor time. While an end is in a
 * poller, nothing else may use it, except to close it.
 *
 * <p>For one thread at a time; only {@link #wakeup} may be called from others.
 *
 * <pre>{@code
 * try (Poller poller = new Poller()) {
 *   poller.add(orders, (segment, offset, length) -> book(segment, offset, length));
 *   poller.add(doorbell, events -> ring(events));
 *   while (running) {
 *     poller.await(Duration.ofSeconds(1));
 *   }
 * }
 * }</pre>
 */
public final class Poller implements AutoCloseable {
  private final List<PolledEnd> ready = new ArrayList<>();
  private final List<PolledEnd> all = new ArrayList<>();
  private final LinkedBlockingQueue<PolledEnd> woken = new LinkedBlockingQueue<>();
  private final PolledWakeup wakeup = new PolledWakeup();
  private boolean closed;
  private boolean polling;

  /** Makes a poller without ends. */
  public Poller() {}

  /**
   * Takes a receiver into the poller, until its stream ends or it fails.
   *
   * @param receiver to poll; the poller does not close it
   * @param handler takes its messages, end and failures, on the thread that polls
   */
  public void add(Receiver receiver, PollHandler handler) {
    Objects.requireNonNull(receiver, "receiver");
    Objects.requireNonNull(handler, "handler");
    add(new PolledReceiver(receiver, handler));
  }

  /**
   * Takes a listener into the poller, until it fails, for instance because it was closed.
   *
   * @param listener to poll; the poller does not close it
   * @param handler takes its events and failures, on the thread that polls
   */
  public void add(Listener listener, EventHandler handler) {
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(handler, "handler");
    add(new PolledListener(listener, handler));
  }

  /**
   * Takes a server into the poller, until it fails, for instance because it was closed.
   *
   * @param server to poll; the poller does not close it
   * @param handler takes its clients and failures, on the thread that polls; it may add their
   *     receivers to this poller
   */
  public void add(Server server, ConnectionHandler handler) {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(handler, "handler");
    add(new PolledServer(server, handler));
  }

  /**
   * Takes an end of any kind into the poller, such as a timer or a child process, until it fails or is removed. A handler
   * that takes what there is once and for all, as of a child that has ended, removes the end.
   *
   * @param end to wait for; the poller does not close it
   * @param handler takes what the end has, on the thread that polls
   */
  public void add(Waitable end, ReadyHandler handler) {
    Objects.requireNonNull(handler, "handler");
    add(new PolledWaitable(Objects.requireNonNull(end, "end"), handler));
  }

  private void add(PolledEnd end) {
    if (closed) {
      throw new IllegalStateException("the poller is closed");
    }
    all.add(end);
    ready.add(end);
  }

  /**
   * Removes an end without closing it. A handler may remove any end, also its own.
   *
   * @param end that was added
   * @return whether it was in the poller
   */
  public boolean remove(Waitable end) {
    Objects.requireNonNull(end, "end");
    for (PolledEnd polled : all) {
      if (polled.isOf(end)) {
        all.remove(polled);
        polled.disarm();
        polled.leave();
        woken.remove(polled);
        if (!polling) {
          ready.remove(polled);
        }
        return true;
      }
    }
    return false;
  }

  /** Makes the current or next {@link #await} return, even if no end has anything. May be called from any thread. */
  public void wakeup() {
    if (wakeup.isFirst()) {
      woken.add(wakeup);
    }
  }

  /** {@return how many ends are in the poller} */
  public int size() {
    return all.size();
  }

  /**
   * Handles what is there, without waiting.
   *
   * @return how many messages, sets of events and other ends were handled
   * @throws IllegalStateException if the poller is closed
   */
  public int poll() {
    if (closed) {
      throw new IllegalStateException("the poller is closed");
    }
    woken.drainTo(ready);
    polling = true;
    try {
      return pollReady();
    } finally {
      polling = false;
    }
  }

  private int pollReady() {
    int handled = 0;
    for (int i = ready.size() - 1; i >= 0; i--) {
      PolledEnd end = ready.get(i);
      int taken = end.hasLeft() ? PolledEnd.LEFT : end.poll();
      handled += Math.max(0, taken);
      if (closed) {
        return handled;
      }
      if (taken > 0 && !end.hasLeft()) {
        continue;
      }
      if (taken < 0 || end.hasLeft()) {
        all.remove(end);
        ready.remove(i);
      } else if (end.arm(woken)) {
        ready.remove(i);
      } // else it is looked at again and again
    }
    return handled;
  }

  /**
   * Handles what is there, waiting for something for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many messages and sets of events were handled; 0 if the timeout elapsed, or an end left
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalStateException if the poller is closed
   */
  public int await(Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    int handled = poll();
    if (handled > 0 || !ready.isEmpty()) {
      return handled;
    }
    PolledEnd first = woken.poll(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    if (first == null) {
      return 0;
    }
    ready.add(first);
    return poll();
  }

  /** Releases all ends without closing them. */
  @Override
  public void close() {
    closed = true;
    all.forEach(PolledEnd::disarm);
    all.clear();
    ready.clear();
    woken.clear();
  }
}
