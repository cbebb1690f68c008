package org.javaipc;

/**
 * The sums of all ends of one configured address and role since the process began, those that have closed
 * included. They only rise, except {@code open}, {@code unread} and {@code unreadBytes}.
 *
 * @param address as it was configured or given; both directions of a connection count under the address of its
 *     server, and those over {@link IpcMetrics#MOST_TOTALS} addresses under {@code SCHEME:others}
 * @param role which end
 * @param opened how many ends have opened
 * @param open how many of them are open now
 * @param messages that they have sent or received, or events that they have notified or taken; of connections
 *     over channels, with those by which they are made
 * @param bytes of these messages, without what the transport adds to them; 0 for events
 * @param waits how often they had to wait for room, a message or an event
 * @param peerDeaths peers of theirs that were found dead
 * @param unread messages that open receivers and subscriptions have not taken yet, when the totals were asked
 *     for; {@link EndMetrics#UNKNOWN} if one of them cannot tell: see {@link EndMetrics#unread}
 * @param missed messages that subscriptions have missed
 * @param disconnected subscriptions that publishers have disconnected, or subscriptions that were disconnected
 * @param unreadBytes bytes, framing included, of the messages that open subscriptions have not taken yet, when the totals were
 *     asked for; {@link EndMetrics#UNKNOWN} if one of them cannot tell: see {@link EndMetrics#unreadBytes}
 */
public record EndTotals(
    Address address,
    EndRole role,
    long opened,
    long open,
    long messages,
    long bytes,
    long waits,
    long peerDeaths,
    long unread,
    long missed,
    long disconnected,
    long unreadBytes) {
  /**
   * Makes totals as 0.2.0 had them: without bytes, and with unknown {@code unread}.
   *
   * @param address as it was configured or given
   * @param role which end
   * @param opened how many ends have opened
   * @param open how many of them are open now
   * @param messages that they have sent or received
   * @param waits how often they had to wait
   * @param peerDeaths peers of theirs that were found dead
   */
  public EndTotals(
      Address address,
      EndRole role,
      long opened,
      long open,
      long messages,
      long waits,
      long peerDeaths) {
    this(
        address,
        role,
        opened,
        open,
        messages,
        0,
        waits,
        peerDeaths,
        EndMetrics.UNKNOWN,
        0,
        0,
        EndMetrics.UNKNOWN);
  }

  /**
   * {@return the sums of both, under the address and role of this one}
   *
   * @param other to add
   */
  public EndTotals plus(EndTotals other) {
    return new EndTotals(
        address,
        role,
        opened + other.opened,
        open + other.open,
        messages + other.messages,
        bytes + other.bytes,
        waits + other.waits,
        peerDeaths + other.peerDeaths,
        sum(unread, other.unread),
        missed + other.missed,
        disconnected + other.disconnected,
        sum(unreadBytes, other.unreadBytes));
  }

  private static long sum(long one, long other) {
    return one == EndMetrics.UNKNOWN || other == EndMetrics.UNKNOWN
        ? EndMetrics.UNKNOWN
        : one + other;
  }
}
