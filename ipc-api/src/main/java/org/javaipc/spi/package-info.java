/**
 * What a transport implements. A transport of its own kind supplies a {@link
 * org.javaipc.spi.ChannelProvider}; one over shared memory needs only a {@link
 * org.javaipc.spi.RegionStore} besides, since {@code ipc-core} has the body.
 *
 * <pre>
 * TransportRegistry -&gt; ChannelProvider -&gt; Channel
 *                                          |  memory transports
 *                                          v
 *                      RegionStore -&gt; SharedRegion -&gt; Parker, Liveness
 * </pre>
 */
@NullMarked
package org.javaipc.spi;

import org.jspecify.annotations.NullMarked;
