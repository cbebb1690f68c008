package org.javaipc;

/**
 * The counters of one open end of this process, for a system of metrics. They only rise, except
 * {@link #unread}, are read without disturbing the end's user, and may lag by what it has just done;
 * after the end has closed they stay as they were.
 *
 * <p>All methods may be called from any thread.
 *
 * @see IpcMetrics
 */
public interface EndMetrics {
  /** What {@link #unread} says where the transport cannot tell. */
  long UNKNOWN = -1;

  /** {@return the address of the channel or notifier} */
  Address address();

  /** {@return which end it is} */
  EndRole role();

  /** {@return messages that this end has sent or received, or events that it has notified or taken} */
  long messages();

  /** {@return bytes of these messages, without what the transport adds to them; 0 for events} */
  default long bytes() {
    return 0;
  }

  /**
   * {@return how often this end had to wait: a sender for room (back-pressure), a receiver for a
   * message, a listener for an event}
   */
  long waits();

  /** {@return peers of this end that were found dead} */
  long peerDeaths();

  /** {@return messages that this subscription has missed: they were overwritten or removed before it took them; 0 for
   * other ends} */
  default long missed() {
    return 0;
  }

  /**
   * {@return subscriptions that this publisher has disconnected, because they were too slow or wrote invalid data; 1
   * for a subscription that was disconnected; 0 for other ends}
   */
  default long disconnected() {
    return 0;
  }

  /**
   * {@return messages that were sent to this receiver or subscription and that it has not taken yet; 0 for other ends,
   * and once it has closed; {@link #UNKNOWN} where the kernel does not show it: with {@code
   * framing=none}, in a pipe or FIFO between programs of which only the kernel knows ({@code pipe:child}, {@code
   * fifo:} with {@code framing=lines}), and over {@code unix:} with {@code framing=lines} while a program waits to
   * be accepted} It is looked up now, in the channel: a receiver
   * that takes many messages by one call may be ahead of it by up to an eighth of the capacity, and
   * after a sender was killed it may be one off until the channel is empty.
   */
  default long unread() {
    return UNKNOWN;
  }

  /**
   * {@return bytes, framing included, of the messages that this subscription has not taken yet; 0 for ends that take
   * none, and once it has closed; {@link #UNKNOWN} for receivers} It is looked up now, as {@link #unread} is.
   */
  default long unreadBytes() {
    return UNKNOWN;
  }
}
