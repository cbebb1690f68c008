/**
 * The implementation of channels over a kernel queue. Shared memory beside the queue records the members, and contains
 * the words on which ends sleep. A transport supplies a {@code QueueMedium}.
 */
@NullMarked
package org.javaipc.core.queue;

import org.jspecify.annotations.NullMarked;
