package org.javaipc.linux.sysv;

import org.javaipc.IpcException;
import org.javaipc.linux.file.KernelLimit;

/**
 * The kernel's limits for System V message queues in this IPC namespace.
 *
 * @param messageSize most bytes of a message: {@code kernel.msgmax}
 * @param capacity bytes that a new queue holds: {@code kernel.msgmnb}
 * @param queues how many queues there can be: {@code kernel.msgmni}
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html">proc_sys_kernel(5)</a>
 */
public record SystemVQueueLimits(long messageSize, long capacity, long queues) {
  /**
   * {@return the limits now}
   *
   * @throws IpcException if /proc is not mounted
   */
  public static SystemVQueueLimits current() throws IpcException {
    return new SystemVQueueLimits(
        KernelLimit.read("/proc/sys/kernel/msgmax"),
        KernelLimit.read("/proc/sys/kernel/msgmnb"),
        KernelLimit.read("/proc/sys/kernel/msgmni"));
  }
}
