/** The ipc command. */
@NullMarked
package org.javaipc.cli;

import org.jspecify.annotations.NullMarked;
