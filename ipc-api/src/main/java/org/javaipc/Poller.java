package org.javaipc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One thread that waits for many receivers, listeners and servers, of whatever transports.
 *
 * <p>Ends that have something are polled directly by the calling thread; for one that has run empty a
 * virtual thread waits, so a thousand idle ends cost no thread and no processor. While an end is in a
 * poller nobody else uses it, except to close it.
 *
 * <p>For one thread at a time.
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
  private boolean closed;

  /** Makes a poller without ends. */
  public Poller() {}

  /**
   * Takes a receiver into the poller, until its stream ends or it fails.
   *
   * @param receiver to poll; closed by nobody here
   * @param handler takes its messages, end and failures, on the thread that polls
   */
  public void add(Receiver receiver, PollHandler handler) {
    add(new PolledReceiver(receiver, handler));
  }

  /**
   * Takes a listener into the poller, until it fails, for instance because it was closed.
   *
   * @param listener to poll; closed by nobody here
   * @param handler takes its events and failures, on the thread that polls
   */
  public void add(Listener listener, EventHandler handler) {
    add(new PolledListener(listener, handler));
  }

  /**
   * Takes a server into the poller, until it fails, for instance because it was closed.
   *
   * @param server to poll; closed by nobody here
   * @param handler takes its clients and failures, on the thread that polls; it may add their
   *     receivers to this poller
   */
  public void add(Server server, ConnectionHandler handler) {
    add(new PolledServer(server, handler));
  }

  private void add(PolledEnd end) {
    if (closed) {
      throw new IllegalStateException("the poller is closed");
    }
    all.add(end);
    ready.add(end);
  }

  /** {@return how many ends are in the poller} */
  public int size() {
    return all.size();
  }

  /**
   * Handles what is there, without waiting.
   *
   * @return how many messages and sets of events were handled
   * @throws IllegalStateException if the poller is closed
   */
  public int poll() {
    if (closed) {
      throw new IllegalStateException("the poller is closed");
    }
    woken.drainTo(ready);
    int handled = 0;
    for (int i = ready.size() - 1; i >= 0; i--) {
      PolledEnd end = ready.get(i);
      int taken = end.poll();
      if (taken > 0) {
        handled += taken;
        continue;
      }
      ready.remove(i);
      if (taken < 0) {
        all.remove(end);
      } else {
        end.arm(woken);
      }
    }
    return handled;
  }

  /**
   * Handles what is there, waiting for something for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many messages and sets of events were handled; 0 if the time was over, or an end left
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalStateException if the poller is closed
   */
  public int await(Duration timeout) throws InterruptedException {
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

  /** Lets go of all ends, which are then the caller's again. Closes none of them. */
  @Override
  public void close() {
    closed = true;
    all.forEach(PolledEnd::disarm);
    all.clear();
    ready.clear();
    woken.clear();
  }
}
