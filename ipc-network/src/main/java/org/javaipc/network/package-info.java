/** Channels, events and connections between machines: {@link org.javaipc.network.GrpcProvider}. */
@NullMarked
package org.javaipc.network;

import org.jspecify.annotations.NullMarked;
