package org.javaipc.core.ring;

import org.javaipc.spi.SharedRegion;

/**
 * A region in which a {@link RingFeed} may reserve a lane. It is memory of one process, so what a reserved lane looks like
 * is never something that another process has written.
 */
public interface ReservingRegion extends SharedRegion {}
