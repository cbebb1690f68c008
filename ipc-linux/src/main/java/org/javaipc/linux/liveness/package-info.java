/** The runtime directory, the files in it, and which of the processes with files there are alive. */
@NullMarked
package org.javaipc.linux.liveness;

import org.jspecify.annotations.NullMarked;
