package org.javaipc.linux.mqueue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Trust;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.ipc.Mqueue;

/**
 * An open POSIX message queue, with calls that never wait. The queue itself exists until its name is removed and the
 * last process has closed it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class PosixQueue implements AutoCloseable {
  /** What {@link #tryReceive} returns when the queue is empty. */
  public static final long NONE = -1;

  /** How many bytes of memory {@link #messages} needs. */
  public static final long SCRATCH_LENGTH = Mqueue.MQ_ATTR.byteSize();

  /** The highest priority; the lowest is 0. */
  public static final int HIGHEST_PRIORITY = 32_767;

  /** The directions in which an open queue can be used. */
  public enum Access {
    /** Only to receive. */
    RECEIVE(Fcntl.O_RDONLY),
    /** Only to send. */
    SEND(Fcntl.O_WRONLY),
    /** Both ways. */
    BOTH(Fcntl.O_RDWR);

    private final int flag;

    Access(int flag) {
      this.flag = flag;
    }
  }

  private static final long MAXMSG = offset("mq_maxmsg");
  private static final long MSGSIZE = offset("mq_msgsize");
  private static final long CURMSGS = offset("mq_curmsgs");

  private final Descriptor descriptor;
  private final PosixQueueAttributes made;

  private PosixQueue(Descriptor descriptor) throws IpcException {
    this.descriptor = descriptor;
    this.made = attributes();
  }

  /**
   * {@return a new queue}
   *
   * @param name with or without a slash before it
   * @param depth most messages in it
   * @param messageSize most bytes of a message
   * @param mode permission bits; the umask has no effect
   * @throws org.javaipc.ObjectExistsException if a queue has the name
   * @throws org.javaipc.ResourceLimitException if it exceeds a limit, which the message names
   * @throws IpcException if the kernel refuses for another reason
   */
  public static PosixQueue create(String name, long depth, long messageSize, int mode)
      throws IpcException {
    NativeAccess.require();
    if (depth < 1 || messageSize < 1) {
      throw new IllegalArgumentException(
          "depth=" + depth + " and messageSize=" + messageSize + " must be over 0");
    }
    String object = PosixQueueName.of(name);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(Mqueue.MQ_ATTR);
      attr.set(ValueLayout.JAVA_LONG, MAXMSG, depth);
      attr.set(ValueLayout.JAVA_LONG, MSGSIZE, messageSize);
      int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL;
      int fd = open(object, flags, mode, attr);
      if (Errno.failed(fd)) {
        throw PosixQueueErrors.creating(fd, describe(object), depth, messageSize);
      }
      PosixQueue queue = owning(fd, object);
      queue.makeMode(mode);
      return queue;
    }
  }

  /**
   * {@return the queue with a name}
   *
   * @param name with or without a slash before it
   * @param access directions in which it will be used
   * @throws org.javaipc.NoSuchObjectException if nothing has the name
   * @throws org.javaipc.AccessRefusedException if this user may not use it in that way
   * @throws IpcException if the kernel refuses for another reason
   */
  public static PosixQueue open(String name, Access access) throws IpcException {
    NativeAccess.require();
    String object = PosixQueueName.of(name);
    int fd = open(object, access.flag, 0, MemorySegment.NULL);
    SystemErrors.check(fd, "mq_open", describe(object));
    return owning(fd, object);
  }

  /**
   * Removes a name; the queue itself disappears when no process has it open any more.
   *
   * @param name with or without a slash before it
   * @return whether there was a queue with that name
   * @throws org.javaipc.AccessRefusedException if this user does not own it
   * @throws IpcException if the kernel refuses for another reason
   */
  public static boolean unlink(String name) throws IpcException {
    NativeAccess.require();
    String object = PosixQueueName.of(name);
    try (Arena arena = Arena.ofConfined()) {
      int returned = Mqueue.mq_unlink(CString.of(arena, object));
      if (Errno.missing(returned)) {
        return false;
      }
      SystemErrors.check(returned, "mq_unlink", describe(object));
      return true;
    }
  }

  private static int open(String name, int flags, int mode, MemorySegment attr) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment c = CString.of(arena, name);
      int fd;
      do {
        fd = Mqueue.mq_open(c, flags | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, mode, attr);
      } while (Errno.interrupted(fd));
      return fd;
    }
  }

  private static String describe(String name) {
    return "POSIX queue " + name;
  }

  private static PosixQueue owning(int fd, String name) throws IpcException {
    Descriptor descriptor = new Descriptor(fd, describe(name));
    try {
      return new PosixQueue(descriptor);
    } catch (IpcException | RuntimeException | Error e) {
      descriptor.close();
      throw e;
    }
  }

  /** Restores the bits that the umask has removed from the mode. */
  private void makeMode(int mode) throws IpcException {
    try {
      SystemErrors.check(Stat.fchmod(descriptor.fd(), mode), "fchmod", descriptor.name());
    } catch (IpcException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** {@return its descriptor, which is ready to read while the queue is not empty} */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** {@return most messages in it} */
  public long depth() {
    return made.depth();
  }

  /** {@return most bytes of a message} */
  public long messageSize() {
    return made.messageSize();
  }

  /**
   * {@return the current attributes of the queue in the kernel}
   *
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if it is closed
   */
  public PosixQueueAttributes attributes() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(Mqueue.MQ_ATTR);
      SystemErrors.check(Mqueue.mq_getattr(descriptor.fd(), attr), "mq_getattr", descriptor.name());
      return new PosixQueueAttributes(
          attr.get(ValueLayout.JAVA_LONG, MAXMSG),
          attr.get(ValueLayout.JAVA_LONG, MSGSIZE),
          attr.get(ValueLayout.JAVA_LONG, CURMSGS));
    }
  }

  /**
   * {@return how many messages are in it now, without allocating anything}
   *
   * @param scratch native memory of {@link #SCRATCH_LENGTH} bytes, aligned to 8
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if it is closed
   */
  public long messages(MemorySegment scratch) throws IpcException {
    int returned = Mqueue.mq_getattr(descriptor.fd(), scratch);
    SystemErrors.check(returned, "mq_getattr", descriptor.name());
    return scratch.get(ValueLayout.JAVA_LONG, CURMSGS);
  }

  /**
   * {@return whether it still has a name, by which others can open it}
   *
   * @throws IpcException if the kernel does not say
   * @throws IllegalStateException if it is closed
   */
  public boolean isNamed() throws IpcException {
    return FileStatus.of(descriptor).hasName();
  }

  /**
   * Makes sure that the queue belongs to this user or to a trusted one.
   *
   * @param policy of the address
   * @throws org.javaipc.AccessRefusedException if it does not
   * @throws IpcException if the kernel refuses to tell
   */
  public void requireTrusted(AccessPolicy policy) throws IpcException {
    FileStatus status = FileStatus.of(descriptor);
    Trust.require(policy, status.uid(), status.gid(), descriptor.name());
  }

  /**
   * {@return whether the queue belongs to this user or to a trusted one}
   *
   * @param policy of the address
   * @throws IpcException if the kernel refuses to tell
   */
  public boolean isTrusted(AccessPolicy policy) throws IpcException {
    return Trust.isTrusted(policy, FileStatus.of(descriptor));
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param message native memory
   * @param offset of the message in it
   * @param length of the message in bytes
   * @param priority 0 to {@value #HIGHEST_PRIORITY}; higher ones are received first
   * @return whether it was sent; false if the queue is full
   * @throws MessageTooLongException if it is longer than {@link #messageSize}
   * @throws IpcException if the queue was not opened to send
   * @throws IllegalStateException if it is closed
   */
  public boolean trySend(MemorySegment message, long offset, long length, int priority)
      throws IpcException {
    int returned;
    do {
      returned = Mqueue.mq_send(descriptor.fd(), message.address() + offset, length, priority);
    } while (Errno.interrupted(returned));
    return isSent(returned, length);
  }

  /**
   * Like {@link #trySend}, for a message in the caller's memory, which cannot be closed during the call.
   *
   * @param message native memory
   * @param offset of the message in it
   * @param length of the message in bytes
   * @param priority 0 to {@value #HIGHEST_PRIORITY}; higher ones are received first
   * @return whether it was sent; false if the queue is full
   * @throws MessageTooLongException if it is longer than {@link #messageSize}
   * @throws IpcException if the queue was not opened to send
   * @throws IllegalStateException if this queue or the memory is closed
   */
  public boolean trySendHolding(MemorySegment message, long offset, long length, int priority)
      throws IpcException {
    int fd = descriptor.fd();
    int returned;
    do {
      returned = Mqueue.mq_send(fd, message.address() + offset, length, priority, message);
    } while (Errno.interrupted(returned));
    return isSent(returned, length);
  }

  private boolean isSent(int returned, long length) throws IpcException {
    if (returned == 0) {
      return true;
    }
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    if (Errno.tooLong(returned)) {
      throw new MessageTooLongException(
          descriptor.name() + ", mq_msgsize=" + messageSize(), length, messageSize());
    }
    throw SystemErrors.of(returned, "mq_send", descriptor.name(), PosixQueueErrors.WRONG_WAY);
  }

  /**
   * Takes the oldest message of the highest priority, if there is one.
   *
   * @param into native memory of at least {@link #messageSize} bytes
   * @param priority native memory of four bytes for the message's priority
   * @return the message's length in bytes; {@link #NONE} if the queue is empty
   * @throws IpcException if the queue was not opened to receive
   * @throws IllegalStateException if it is closed
   */
  public long tryReceive(MemorySegment into, MemorySegment priority) throws IpcException {
    long returned;
    do {
      returned =
          Mqueue.mq_receive(descriptor.fd(), into.address(), into.byteSize(), priority.address());
    } while (Errno.interrupted(returned));
    if (returned >= 0) {
      return returned;
    }
    if (Errno.wouldBlock(returned)) {
      return NONE;
    }
    throw SystemErrors.of(returned, "mq_receive", descriptor.name(), PosixQueueErrors.WRONG_WAY);
  }

  /** Closes the queue. No other call may be running. Repeating it does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }

  /** {@return its name for messages} */
  @Override
  public String toString() {
    return descriptor.name();
  }

  private static long offset(String field) {
    return Mqueue.MQ_ATTR.byteOffset(PathElement.groupElement(field));
  }
}
