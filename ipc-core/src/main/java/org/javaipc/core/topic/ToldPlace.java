package org.javaipc.core.topic;

import java.util.OptionalLong;
import org.javaipc.ChannelStatus;

/**
 * Where the user of a {@link BellSubscription} has said that it is.
 *
 * @param object of the subscription, for people
 * @param state of its process
 * @param pid of its process, if that is known
 * @param position of the next record
 * @param bytes that the records before it took
 */
public record ToldPlace(
    String object, ChannelStatus.State state, OptionalLong pid, long position, long bytes) {}
