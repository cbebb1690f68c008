/**
 * The interfaces that a transport implements. Every transport supplies a {@link org.javaipc.spi.ChannelProvider}. A
 * transport over shared memory needs only a {@link org.javaipc.spi.RegionStore} in addition, since {@code ipc-core}
 * contains the rest.
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
