package org.javaipc.core.topic;

import java.util.OptionalLong;
import org.javaipc.ChannelStatus;

/**
 * The place in a log that the user of a {@link BellSubscription} has reported.
 *
 * @param object name of the subscription's object, for people
 * @param state of its process
 * @param pid of its process, if known
 * @param position of the next record
 * @param bytes that the records before it took
 */
public record ToldPlace(
    String object, ChannelStatus.State state, OptionalLong pid, long position, long bytes) {}
