/** POSIX semaphores with names and System V semaphore sets. */
@NullMarked
package org.javaipc.linux.semaphore;

import org.jspecify.annotations.NullMarked;
