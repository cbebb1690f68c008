/**
 * Message queues of the kernel: as classes of their own, and as transports.
 *
 * <pre>
 *   {@link org.javaipc.mq.SystemVMessageQueue}   messages with a type, taken by type; found by a key
 *     {@link org.javaipc.mq.SystemVTypes}        which messages to take
 *   {@link org.javaipc.mq.PosixMessageQueue}     messages with a priority; found by a name; tells of arrivals
 *   {@link org.javaipc.mq.SysvmqProvider}        {@code sysvmq:}   the two as channels, over the body in
 *   {@link org.javaipc.mq.MqProvider}            {@code mq:}       {@link org.javaipc.core.queue.QueueChannelProvider}
 * </pre>
 *
 * <p>The kernel keeps a queue and its messages until it is removed, even when every process has ended. C programs use the same
 * queues.
 */
@NullMarked
package org.javaipc.mq;

import org.jspecify.annotations.NullMarked;
