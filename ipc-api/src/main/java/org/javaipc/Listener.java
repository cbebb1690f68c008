package org.javaipc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Receives the events of its {@link Notifier}s. Taking a set of events clears it.
 *
 * <p>For one thread at a time; only {@link #close} may be called from others. The methods that return a {@code long}
 * allocate nothing; those that return an {@link EventSet} read better.
 *
 * <pre>{@code
 * try (Listener listener = Ipc.listener("shm:doorbell")) {
 *   if (listener.awaitEvents().contains(5)) {
 *     // event 5 was signalled at least once
 *   }
 * }
 * }</pre>
 *
 * <p>The promises 8 to 16 of a {@link Channel} hold for listeners as they do for receivers; there
 * is no end of stream, and a notifier that dies is not reported.
 */
public interface Listener extends Waitable, AutoCloseable {
  /** {@return the address} */
  Address address();

  /**
   * {@return the events since the last look, bit n for event n; 0 if there are none}
   *
   * @throws ChannelClosedException if this end is closed
   * @throws IpcException if the medium fails
   */
  long poll() throws IpcException;

  /**
   * Waits for an event for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the events since the last look, bit n for event n; 0 if the timeout elapsed
   * @throws ChannelClosedException if this end is closed, also by another thread during the call
   * @throws IpcException if the medium fails
   * @throws InterruptedException if the thread is interrupted while it waits; no event is lost
   */
  long await(Duration timeout) throws IpcException, InterruptedException;

  /**
   * Waits for an event for as long as it takes.
   *
   * @return the events since the last look, bit n for event n; not 0
   * @throws ChannelClosedException if this end is closed, also by another thread during the call
   * @throws IpcException if the medium fails
   * @throws InterruptedException if the thread is interrupted while it waits; no event is lost
   */
  long await() throws IpcException, InterruptedException;

  /**
   * {@return the events since the last look}
   *
   * @throws IpcException as {@link #poll()} throws
   */
  default EventSet pollEvents() throws IpcException {
    return new EventSet(poll());
  }

  /**
   * Waits for an event for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the events since the last look; empty if the timeout elapsed
   * @throws IpcException as {@link #await(Duration)} throws
   * @throws InterruptedException if the thread is interrupted while it waits; no event is lost
   */
  default EventSet awaitEvents(Duration timeout) throws IpcException, InterruptedException {
    return new EventSet(await(timeout));
  }

  /**
   * Waits for an event for as long as it takes.
   *
   * @return the events since the last look; not empty
   * @throws IpcException as {@link #await()} throws
   * @throws InterruptedException if the thread is interrupted while it waits; no event is lost
   */
  default EventSet awaitEvents() throws IpcException, InterruptedException {
    return new EventSet(await());
  }

  /**
   * Waits for an event on a virtual thread. The listener is in use until the future completes;
   * cancelling it ends the wait and loses no event.
   *
   * @return the events, bit n for event n. It fails as {@link #await()} throws
   */
  default CompletableFuture<Long> awaitAsync() {
    return Async.call("javaipc-await", this::await);
  }

  /**
   * Leaves and removes the name; notifiers get {@link PeerClosedException}. May be called from any
   * thread; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
