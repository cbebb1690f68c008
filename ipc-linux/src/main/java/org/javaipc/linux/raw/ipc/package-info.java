/** sys/ipc.h, mqueue.h, linux/futex.h and others: what processes share that is not a file. */
@NullMarked
package org.javaipc.linux.raw.ipc;

import org.jspecify.annotations.NullMarked;
