package org.javaipc.linux.mqueue;

/**
 * What the kernel says of a POSIX message queue. The first two are fixed when it is made.
 *
 * @param depth most messages in it
 * @param messageSize most bytes of a message
 * @param messages how many are in it
 * @see <a href="https://man7.org/linux/man-pages/man3/mq_getattr.3.html">mq_getattr(3)</a>
 */
public record PosixQueueAttributes(long depth, long messageSize, long messages) {}
