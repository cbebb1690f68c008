/** What ends tell of themselves: the register behind metrics, and flight recorder events. */
@NullMarked
package org.javaipc.telemetry;

import org.jspecify.annotations.NullMarked;
