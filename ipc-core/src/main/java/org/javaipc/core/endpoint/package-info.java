/**
 * What every end of a channel in shared memory is built on: {@code Endpoint} has the region and its guard, {@code
 * ReceivingEnd} takes messages whatever carries them, {@code Waiter} sleeps on a word and {@code Waker} looks whether
 * somebody does. {@code EndGuard} keeps {@code close} apart from use. {@code RecordStamp} stands before each record.
 */
@NullMarked
package org.javaipc.core.endpoint;

import org.jspecify.annotations.NullMarked;
