package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.util.function.LongUnaryOperator;
import org.javaipc.ChannelStatus;

/**
 * The state of a region as seen from outside, without mapping it.
 *
 * @param object the object's name for messages
 * @param start a copy of the region's first bytes, aligned to 8, which any process may have written
 * @param size of the whole region in bytes
 * @param state whether a living process owns it
 * @param pids finds the process id of a process slot, for messages; 0 if it is unknown
 */
public record RegionSnapshot(
    String object,
    MemorySegment start,
    long size,
    ChannelStatus.State state,
    LongUnaryOperator pids) {}
