package org.javaipc;

/**
 * The counters of one open end of this process, for a system of metrics. They only rise, are read
 * without disturbing the end's user, and may lag by what it has just done; after the end has closed
 * they stay as they were.
 *
 * <p>All methods may be called from any thread.
 *
 * @see IpcMetrics
 */
public interface EndMetrics {
  /** {@return the address of the channel or notifier} */
  Address address();

  /** {@return which end it is} */
  EndRole role();

  /** {@return messages that this end has sent or received, or events that it has notified or taken} */
  long messages();

  /**
   * {@return how often this end had to wait: a sender for room (back-pressure), a receiver for a
   * message, a listener for an event}
   */
  long waits();

  /** {@return peers of this end that were found dead} */
  long peerDeaths();
}
