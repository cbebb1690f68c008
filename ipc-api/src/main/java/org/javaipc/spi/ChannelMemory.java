package org.javaipc.spi;

/**
 * The memory that a channel takes when it is created, and holds for as long as it exists.
 *
 * @param capacity bytes that it takes
 * @param available bytes that are free there now
 * @param place where the memory is taken from, for messages
 */
public record ChannelMemory(long capacity, long available, String place) {}
