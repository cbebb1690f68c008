/** Rate and latency between two processes, as lines and as a page with plots. */
@NullMarked
package org.javaipc.cli.bench;

import org.jspecify.annotations.NullMarked;
