package org.javaipc.linux.mqueue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.file.KernelLimit;

/**
 * The kernel's limits for POSIX message queues in this IPC namespace. A process with CAP_SYS_RESOURCE may exceed all
 * except {@code userBytes}.
 *
 * @param depth most messages that a new queue can hold: {@code fs.mqueue.msg_max}
 * @param messageSize most bytes that a message of a new queue can have: {@code fs.mqueue.msgsize_max}
 * @param queues how many queues there can be: {@code fs.mqueue.queues_max}
 * @param userBytes most bytes of all queues of this user: {@code RLIMIT_MSGQUEUE}; a queue counts with
 *     its depth times its message size and some more, whether full or empty
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public record PosixQueueLimits(long depth, long messageSize, long queues, long userBytes) {
  /**
   * {@return the limits now}
   *
   * @throws IpcException if /proc is not mounted, or this kernel has no POSIX message queues
   */
  public static PosixQueueLimits current() throws IpcException {
    return new PosixQueueLimits(
        KernelLimit.read("/proc/sys/fs/mqueue/msg_max"),
        KernelLimit.read("/proc/sys/fs/mqueue/msgsize_max"),
        KernelLimit.read("/proc/sys/fs/mqueue/queues_max"),
        KernelLimit.ofProcess("Max msgqueue size"));
  }

  /** {@return why POSIX queues are unavailable here, with the cure; empty if they are available} */
  public static Optional<String> unavailable() {
    return Files.isDirectory(Path.of("/proc/sys/fs/mqueue"))
        ? Optional.empty()
        : Optional.of(
            "this kernel has no POSIX message queues (no /proc/sys/fs/mqueue); use one built with"
                + " CONFIG_POSIX_MQUEUE, or sysvmq:");
  }
}
