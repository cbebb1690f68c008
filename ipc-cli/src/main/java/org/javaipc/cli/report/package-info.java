/**
 * What {@code ipc bench} and {@code ipc-bench} report: rows of figures, as JSON and as one page that needs
 * nothing else.
 */
@NullMarked
package org.javaipc.cli.report;

import org.jspecify.annotations.NullMarked;
