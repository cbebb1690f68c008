/**
 * The implementation of every memory transport: a ring for each sender in a region of shared memory.
 *
 * <pre>
 * RingChannel --creates--&gt; RingReceiver --RingMembers--&gt; Lane, Lane, ... --&gt; LaneReader
 *     |                                                                         ^
 *     +--RingJoiner--&gt; RingSender ---------------------&gt; LaneWriter --ring------+
 * </pre>
 *
 * <p>{@code RingLayout} defines the format. A transport supplies a region store: see {@code RingProvider}.
 */
@NullMarked
package org.javaipc.core.ring;

import org.jspecify.annotations.NullMarked;
