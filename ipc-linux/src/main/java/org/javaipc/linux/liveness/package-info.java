/** The runtime directory, the files in it, and who of the processes that have files there lives. */
@NullMarked
package org.javaipc.linux.liveness;

import org.jspecify.annotations.NullMarked;
