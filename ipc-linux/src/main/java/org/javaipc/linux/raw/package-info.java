/**
 * The raw floor: one class for each C header, one method for each function, no judgement. A call
 * returns what the kernel returns, or {@code -errno}. Only the safe floor calls it.
 *
 * <pre>
 *   file  ipc  process  poll          rooms by what the headers are for
 *              |
 *            Libc  Syscall            bind a function when it is first called
 *              |
 *   Errno  Architecture               names of errors; what differs between processors
 * </pre>
 */
@NullMarked
package org.javaipc.linux.raw;

import org.jspecify.annotations.NullMarked;
