package org.javaipc;

import java.time.Duration;

/**
 * Signals events, numbered 0 to 63, to one {@link Listener}. An event is a bit: one that is signalled again before the
 * listener has looked is merged with the first; none is lost. Any number of notifiers, in any process, share one
 * listener.
 *
 * <p>For one thread at a time; only {@link #close} may be called from others.
 *
 * <pre>{@code
 * try (Notifier notifier = Ipc.notifier("shm:doorbell")) {
 *   notifier.signal(5);
 * }
 * }</pre>
 *
 * <p>The promises 8 to 16 of a {@link Channel} hold for notifiers as they do for senders.
 */
public interface Notifier extends AutoCloseable {
  /** Events are numbered from 0 to below this. */
  int EVENTS = 64;

  /** {@return the address} */
  Address address();

  /**
   * Signals an event. Waits only where the medium can be full, such as a queue of signals.
   *
   * @param event 0 to 63
   * @throws PeerClosedException if the listener is gone; {@link PeerDiedException} if it died
   * @throws ChannelClosedException if this end is closed
   * @throws IpcException if the medium fails
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalArgumentException if the event is out of range
   */
  void signal(int event) throws IpcException, InterruptedException;

  /**
   * Signals an event, waiting for at most the given time where the medium can be full.
   *
   * @param event 0 to 63
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was signalled; false if the timeout elapsed
   * @throws IpcException as {@link #signal(int)} says
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalArgumentException if the event is out of range
   */
  boolean signal(int event, Duration timeout) throws IpcException, InterruptedException;

  /**
   * Leaves. The listener still sees what was signalled. May be called from any thread; repeating it does
   * nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;

  /**
   * {@return the bit of an event in the sets that {@link Listener} returns}
   *
   * @param event 0 to 63
   * @throws IllegalArgumentException if the event is out of range
   */
  static long bit(int event) {
    if (event < 0 || event >= EVENTS) {
      throw new IllegalArgumentException("event=" + event + " is not within 0 to 63");
    }
    return 1L << event;
  }
}
