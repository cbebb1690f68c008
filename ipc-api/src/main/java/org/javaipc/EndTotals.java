package org.javaipc;

/**
 * The sums of all ends of one configured address and role since the process began, those that have closed
 * included. They only rise, except {@code open}.
 *
 * @param address as it was configured or given; both directions of a connection count under the address of its
 *     server, and those over {@link IpcMetrics#MOST_TOTALS} addresses under {@code SCHEME:others}
 * @param role which end
 * @param opened how many ends have opened
 * @param open how many of them are open now
 * @param messages that they have sent or received, or events that they have notified or taken; of connections
 *     over channels, with those by which they are made
 * @param waits how often they had to wait: for room, a message or an event
 * @param peerDeaths peers of theirs that were found dead
 */
public record EndTotals(
    Address address,
    EndRole role,
    long opened,
    long open,
    long messages,
    long waits,
    long peerDeaths) {}
