/** Round trips by signals: {@code signal:} and readers against C that waits in sigwaitinfo. */
@NullMarked
package org.javaipc.bench.signal;

import org.jspecify.annotations.NullMarked;
