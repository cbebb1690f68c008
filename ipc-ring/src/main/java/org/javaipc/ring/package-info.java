/**
 * The body of every memory transport: one-to-one rings in a region of shared memory.
 *
 * <pre>
 * RingChannel --creates--&gt; RingReceiver --Members--&gt; Lane, Lane, ... --&gt; LaneReader
 *     |                                                                     ^
 *     +--Joiner--&gt; RingSender -----------------------------&gt; LaneWriter --ring--+
 * </pre>
 *
 * <p>{@code RingDescriptor} has the format. {@code Waiter} sleeps, {@code Waker} looks whether somebody does, {@code EndGuard} keeps
 * {@code close} apart from use. {@code memory:} is the same inside one JVM.
 */
@NullMarked
package org.javaipc.ring;

import org.jspecify.annotations.NullMarked;
