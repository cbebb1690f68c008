/**
 * The building blocks of every end of a channel in shared memory: {@code Endpoint} has the region and its guard, {@code
 * ReceivingEnd} takes messages from any medium, {@code Waiter} sleeps on a word and {@code Waker} checks whether a peer
 * does. {@code EndGuard} keeps {@code close} apart from use. A {@code RecordStamp} precedes each record.
 */
@NullMarked
package org.javaipc.core.endpoint;

import org.jspecify.annotations.NullMarked;
