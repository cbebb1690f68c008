package org.javaipc.linux.mqueue;

import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/** Finds the cause of a POSIX message queue's error if the error number does not tell. */
final class PosixQueueErrors {
  /** For a call on a queue that was opened for the other direction. */
  static final String WRONG_WAY = "was it opened only for the other direction?";

  /** The most that the kernel accounts for a message besides its bytes. */
  private static final long MESSAGE_OVERHEAD = 64;

  private PosixQueueErrors() {}

  /** {@return why a queue could not be created, with the limit and the cure} */
  static IpcException creating(int returned, String queue, long depth, long messageSize)
      throws IpcException {
    String asked = queue + " (depth=" + depth + " messageSize=" + messageSize + ")";
    PosixQueueLimits limits = PosixQueueLimits.current();
    if (Errno.invalid(returned) && (depth > limits.depth() || messageSize > limits.messageSize())) {
      return new ResourceLimitException(
          asked
              + ": mq_open failed with EINVAL: fs.mqueue.msg_max="
              + limits.depth()
              + " and fs.mqueue.msgsize_max="
              + limits.messageSize()
              + " are the limits of a queue; ask for less, or raise them: sysctl"
              + " fs.mqueue.msg_max=... fs.mqueue.msgsize_max=...");
    }
    return SystemErrors.of(returned, "mq_open", asked, cure(returned, limits, depth, messageSize));
  }

  private static String cure(int returned, PosixQueueLimits limits, long depth, long messageSize) {
    if (Errno.noSpace(returned)) {
      return "the system has reached its limit of POSIX queues (fs.mqueue.queues_max="
          + limits.queues()
          + "); remove some, or raise it: sysctl fs.mqueue.queues_max=...";
    }
    if (Errno.tooMany(returned) && hasFreeDescriptor()) {
      return "the queues of this user would have more bytes than RLIMIT_MSGQUEUE="
          + limits.userBytes()
          + " allows, this one about "
          + depth * (messageSize + MESSAGE_OVERHEAD)
          + "; ask for less, remove some, or raise it: `ulimit -q`";
    }
    return SystemErrors.cureOf(returned);
  }

  /** {@return whether there are free descriptors, so that these were not the cause} */
  private static boolean hasFreeDescriptor() {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, "/", Fcntl.O_PATH, 0);
    if (Errno.failed(fd)) {
      return false;
    }
    new Descriptor(fd, "/").close();
    return true;
  }
}
