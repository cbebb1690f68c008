/**
 * What the ends of this process do, in a {@link io.micrometer.core.instrument.MeterRegistry}: one
 * {@link org.javaipc.micrometer.IpcMeters} is all there is.
 */
@NullMarked
package org.javaipc.micrometer;

import org.jspecify.annotations.NullMarked;
