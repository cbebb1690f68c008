/** Channels, events and connections that leave the machine: {@link org.javaipc.network.GrpcProvider}. */
@NullMarked
package org.javaipc.network;

import org.jspecify.annotations.NullMarked;
