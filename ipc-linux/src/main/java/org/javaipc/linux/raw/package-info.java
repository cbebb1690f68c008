/**
 * The raw floor: one class for each C header, one method for each function, no judgement. A call
 * returns what the kernel returns, or {@code -errno}. Only the safe floor calls it.
 *
 * <pre>
 *   Fcntl  Unistd  Mman  Stat  Statfs  Epoll  Futex  Membarrier  Random  Ipc  Shm  Sem  Msg
 *   Semaphore  Socket  Un  Uio  Ioctl  Poll  Eventfd  Signal  Signalfd  Time  Timerfd  Stdlib
 *                      |
 *                     Libc            binds a function when it is first called
 *                      |
 *   Errno            Architecture     names of errors; what differs between processors
 * </pre>
 */
@NullMarked
package org.javaipc.linux.raw;

import org.jspecify.annotations.NullMarked;
