/**
 * Joins two channels of any transports: the messages of one are sent to the other. {@link org.javaipc.relay.Relay} does
 * it; {@code ipc relay} runs one.
 */
@NullMarked
package org.javaipc.relay;

import org.jspecify.annotations.NullMarked;
