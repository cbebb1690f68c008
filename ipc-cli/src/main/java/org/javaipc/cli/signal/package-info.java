/** What {@code ipc signal watch} does. */
@NullMarked
package org.javaipc.cli.signal;

import org.jspecify.annotations.NullMarked;
