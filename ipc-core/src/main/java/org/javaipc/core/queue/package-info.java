/**
 * The body of channels whose messages a kernel queue carries: shared memory beside the queue says who takes part,
 * and carries the words on which ends sleep. A transport gives a {@code QueueMedium}.
 */
@NullMarked
package org.javaipc.core.queue;

import org.jspecify.annotations.NullMarked;
