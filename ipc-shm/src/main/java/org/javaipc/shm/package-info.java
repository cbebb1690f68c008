/** POSIX and System V shared memory as transports, over the body in {@code org.javaipc.ring}. */
@NullMarked
package org.javaipc.shm;

import org.jspecify.annotations.NullMarked;
