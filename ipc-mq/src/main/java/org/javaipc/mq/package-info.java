/**
 * Message queues of the kernel, as classes of their own.
 *
 * <pre>
 *   {@link org.javaipc.mq.SystemVMessageQueue}   messages with a type, taken by type; found by a key
 *     {@link org.javaipc.mq.SystemVTypes}        which messages to take
 * </pre>
 *
 * <p>The kernel keeps a queue and its messages until it is removed, whoever ends. C programs use the same
 * queues.
 */
@NullMarked
package org.javaipc.mq;

import org.jspecify.annotations.NullMarked;
