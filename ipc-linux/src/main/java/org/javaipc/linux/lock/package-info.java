/** Locks on files, by which processes exclude each other; the kernel releases them when their owner dies. */
@NullMarked
package org.javaipc.linux.lock;

import org.jspecify.annotations.NullMarked;
