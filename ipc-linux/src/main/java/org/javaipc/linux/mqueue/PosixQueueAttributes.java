package org.javaipc.linux.mqueue;

/**
 * The attributes of a POSIX message queue in the kernel. The first two are fixed when the queue is created.
 *
 * @param depth most messages in it
 * @param messageSize most bytes of a message
 * @param messages how many messages are in it
 * @see <a href="https://man7.org/linux/man-pages/man3/mq_getattr.3.html">mq_getattr(3)</a>
 */
public record PosixQueueAttributes(long depth, long messageSize, long messages) {}
