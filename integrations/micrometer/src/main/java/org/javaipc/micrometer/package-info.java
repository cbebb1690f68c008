/**
 * Meters for the ends of this process, in a {@link io.micrometer.core.instrument.MeterRegistry}:
 * {@link org.javaipc.micrometer.IpcMeters} is the only class.
 */
@NullMarked
package org.javaipc.micrometer;

import org.jspecify.annotations.NullMarked;
