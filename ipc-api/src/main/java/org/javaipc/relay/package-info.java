/**
 * Joining two channels: what comes out of one goes into the other, whatever carries them. {@link
 * org.javaipc.relay.Relay} does it; {@code ipc relay} runs one.
 */
@NullMarked
package org.javaipc.relay;

import org.jspecify.annotations.NullMarked;
