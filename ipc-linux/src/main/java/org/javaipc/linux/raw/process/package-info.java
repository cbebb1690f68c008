/** spawn.h, signal.h, sys/wait.h and others: processes, signals and clocks. */
@NullMarked
package org.javaipc.linux.raw.process;

import org.jspecify.annotations.NullMarked;
