/**
 * The body of every memory transport: a ring for each sender in a region of shared memory.
 *
 * <pre>
 * RingChannel --creates--&gt; RingReceiver --RingMembers--&gt; Lane, Lane, ... --&gt; LaneReader
 *     |                                                                         ^
 *     +--RingJoiner--&gt; RingSender ---------------------&gt; LaneWriter --ring------+
 * </pre>
 *
 * <p>{@code RingLayout} has the format. A transport gives a region store: see {@code RingProvider}.
 */
@NullMarked
package org.javaipc.core.ring;

import org.jspecify.annotations.NullMarked;
