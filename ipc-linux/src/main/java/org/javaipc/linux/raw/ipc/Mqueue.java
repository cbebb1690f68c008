package org.javaipc.linux.raw.ipc;

import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.file.Unistd;

/**
 * mqueue.h: POSIX message queues. The queue's descriptor is a file descriptor: {@link Unistd#close}
 * closes it and poll waits for it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class Mqueue {
  /** {@code struct mq_attr}. */
  public static final StructLayout MQ_ATTR =
      MemoryLayout.structLayout(
              field64("mq_flags"),
              field64("mq_maxmsg"),
              field64("mq_msgsize"),
              field64("mq_curmsgs"),
              padding(32))
          .withName("mq_attr");

  private Mqueue() {}

  /** mqd_t mq_open(const char *name, int oflag, mode_t mode, struct mq_attr *attr). */
  public static int mq_open(MemorySegment name, int oflag, int mode, MemorySegment attr) {
    return Libc.callInt(Open.ADDRESS, name.address(), oflag, mode, attr.address(), 0, 0);
  }

  /** int mq_send(mqd_t mqdes, const char msg_ptr[], size_t msg_len, unsigned int msg_prio). */
  public static int mq_send(int mqdes, long msg_ptr, long msg_len, int msg_prio) {
    return Libc.callInt(Send.ADDRESS, mqdes, msg_ptr, msg_len, msg_prio, 0, 0);
  }

  /** The same for memory that nobody can close meanwhile. */
  public static int mq_send(
      int mqdes, long msg_ptr, long msg_len, int msg_prio, MemorySegment held) {
    return (int) Libc.callHolding(held, Send.ADDRESS, mqdes, msg_ptr, msg_len, msg_prio, 0);
  }

  /** ssize_t mq_receive(mqd_t mqdes, char msg_ptr[], size_t msg_len, unsigned int *msg_prio). */
  public static long mq_receive(int mqdes, long msg_ptr, long msg_len, long msg_prio) {
    return Libc.callLong(Receive.ADDRESS, mqdes, msg_ptr, msg_len, msg_prio, 0, 0);
  }

  /** int mq_getattr(mqd_t mqdes, struct mq_attr *attr). */
  public static int mq_getattr(int mqdes, MemorySegment attr) {
    return Libc.callInt(Getattr.ADDRESS, mqdes, attr.address(), 0, 0, 0, 0);
  }

  /** int mq_unlink(const char *name). */
  public static int mq_unlink(MemorySegment name) {
    return Libc.callInt(Unlink.ADDRESS, name.address(), 0, 0, 0, 0, 0);
  }

  private static final class Open {
    static final MemorySegment ADDRESS = Libc.function("mq_open");
  }

  private static final class Send {
    static final MemorySegment ADDRESS = Libc.function("mq_send");
  }

  private static final class Receive {
    static final MemorySegment ADDRESS = Libc.function("mq_receive");
  }

  private static final class Getattr {
    static final MemorySegment ADDRESS = Libc.function("mq_getattr");
  }

  private static final class Unlink {
    static final MemorySegment ADDRESS = Libc.function("mq_unlink");
  }
}
