/** POSIX message queues as the kernel has them. */
@NullMarked
package org.javaipc.linux.mqueue;

import org.jspecify.annotations.NullMarked;
