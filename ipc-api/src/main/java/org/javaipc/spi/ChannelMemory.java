package org.javaipc.spi;

/**
 * The memory that a channel takes when it is made, for as long as it lives.
 *
 * @param capacity bytes that it takes
 * @param available bytes that are free where it is made, now
 * @param place where that is, for messages
 */
public record ChannelMemory(long capacity, long available, String place) {}
