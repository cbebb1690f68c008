package org.javaipc.linux.sysv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Trust;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Msg;
import org.javaipc.linux.raw.ipc.SystemV;

/**
 * A System V message queue, by its id, with calls that never wait. It has no descriptor and nothing to close: the queue
 * exists until it is removed or the system shuts down.
 *
 * <p>All methods may be called from any thread. A message in a native segment has C's layout: its type, a {@code long}
 * greater than 0, and then its bytes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msgop.2.html">msgop(2)</a>
 */
public final class SystemVQueue {
  /** Where a message's bytes begin, after its type. */
  public static final long BYTES_OFFSET = Long.BYTES;

  /** What {@link #tryReceive} returns when there is no message. */
  public static final long NONE = -1;

  /** What {@link #tryReceive} returns when the message is longer than requested; it stays in the queue. */
  public static final long TOO_LONG = -2;

  /** How many bytes of memory {@link #messages} and {@link #hasRoom} need. */
  public static final long SCRATCH_LENGTH = Msg.MSQID_DS.byteSize();

  private final int id;
  private final String name;

  private SystemVQueue(int id, String name) {
    this.id = id;
    this.name = name;
  }

  /**
   * {@return a new queue without a key}
   *
   * @param mode permission bits; the umask does not matter
   * @param name for messages
   * @throws IpcException if the kernel refuses
   */
  public static SystemVQueue createPrivate(int mode, String name) throws IpcException {
    return make(SystemV.IPC_PRIVATE, SystemV.IPC_CREAT | mode, name);
  }

  /**
   * {@return the queue with a key, which is created if there is none}
   *
   * @param key any number but 0
   * @param mode permission bits of a new queue; the umask has no effect
   * @throws IpcException if the kernel refuses
   */
  public static SystemVQueue createOrOpen(int key, int mode) throws IpcException {
    return make(checkKey(key), SystemV.IPC_CREAT | mode, describeKey(key));
  }

  /**
   * {@return a new queue}
   *
   * @param key any number but 0
   * @param mode permission bits; the umask does not matter
   * @throws ObjectExistsException if the key has a queue
   * @throws IpcException if the kernel refuses
   */
  public static SystemVQueue create(int key, int mode) throws IpcException {
    return make(checkKey(key), SystemV.IPC_CREAT | SystemV.IPC_EXCL | mode, describeKey(key));
  }

  /**
   * {@return a new queue with a key; empty if the key has a queue}
   *
   * @param key any number but 0
   * @param mode permission bits; the umask does not matter
   * @param name for messages
   * @throws IpcException if the kernel refuses
   */
  public static Optional<SystemVQueue> createNew(int key, int mode, String name)
      throws IpcException {
    try {
      int flags = SystemV.IPC_CREAT | SystemV.IPC_EXCL | mode;
      return Optional.of(make(checkKey(key), flags, name));
    } catch (ObjectExistsException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return the queue of a key}
   *
   * @param key any number but 0
   * @throws NoSuchObjectException if there is none
   * @throws IpcException if this user may not use it
   */
  public static SystemVQueue open(int key) throws IpcException {
    return make(checkKey(key), 0, describeKey(key));
  }

  /**
   * {@return the queue with an id} Whether it exists shows only when it is used.
   *
   * @param id of the queue, in this process's IPC namespace
   * @param name for messages
   * @throws IpcException if this JVM cannot call libc
   */
  public static SystemVQueue of(int id, String name) throws IpcException {
    NativeAccess.require();
    if (id < 0) {
      throw new IllegalArgumentException("id=" + id + " is negative");
    }
    return new SystemVQueue(id, name + " (msqid=" + id + ")");
  }

  private static int checkKey(int key) throws IpcException {
    NativeAccess.require();
    if (key == SystemV.IPC_PRIVATE) {
      throw new IllegalArgumentException("key=0 stands for no key; create a private queue instead");
    }
    return key;
  }

  private static String describeKey(int key) {
    return "System V queue key=0x%08x".formatted(key);
  }

  private static SystemVQueue make(int key, int flags, String name) throws IpcException {
    NativeAccess.require();
    int returned = Msg.msgget(key, flags);
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "msgget", name, cure(returned));
    }
    return new SystemVQueue(returned, name + " (msqid=" + returned + ")");
  }

  private static String cure(int returned) throws IpcException {
    if (Errno.missing(returned)) {
      return "no queue has the key in this IPC namespace; create it, or see `ipcs -q`";
    }
    if (Errno.exists(returned)) {
      return "the key has a queue; open it, remove it, or use another key";
    }
    if (Errno.noSpace(returned)) {
      return "the system has reached its limit of queues (kernel.msgmni="
          + SystemVQueueLimits.current().queues()
          + "); remove some (ipcs -q, ipcrm -q ID), or raise it: sysctl kernel.msgmni=...";
    }
    return SystemErrors.cureOf(returned);
  }

  /** {@return the number that identifies the queue in this IPC namespace} */
  public int id() {
    return id;
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param message native memory that begins with the type
   * @param length of the bytes behind the type, at least 0
   * @return whether it was sent; false if the queue is full
   * @throws MessageTooLongException if it is longer than any message may be
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not send
   */
  public boolean trySend(MemorySegment message, long length) throws IpcException {
    return trySend(message, 0, length);
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param memory native memory
   * @param offset of the message's type in it, in bytes
   * @param length of the bytes behind the type, at least 0
   * @return whether it was sent; false if the queue is full
   * @throws MessageTooLongException if it is longer than any message may be
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not send
   */
  public boolean trySend(MemorySegment memory, long offset, long length) throws IpcException {
    int returned;
    do {
      returned = Msg.msgsnd(id, memory.address() + offset, length, SystemV.IPC_NOWAIT);
    } while (Errno.interrupted(returned));
    if (returned == 0) {
      return true;
    }
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    if (Errno.invalid(returned)) {
      long limit = SystemVQueueLimits.current().messageSize();
      if (length > limit) {
        throw tooLong(length, limit, "kernel.msgmax=" + limit);
      }
    }
    throw failed(returned, "msgsnd");
  }

  /**
   * Checks that waiting for room makes sense.
   *
   * @param length of a message for which there is no room now
   * @throws MessageTooLongException if even an empty queue would not have room for it
   * @throws IpcException as {@link #status} does
   */
  public void checkFits(long length) throws IpcException {
    long capacity = status().capacity();
    if (length > capacity) {
      throw tooLong(length, capacity, "the queue's capacity, msg_qbytes=" + capacity);
    }
  }

  private MessageTooLongException tooLong(long length, long limit, String rule) {
    return new MessageTooLongException(name + ", " + rule, length, limit);
  }

  /**
   * Takes a message, if there is one.
   *
   * @param into native memory for the type and {@code most} bytes
   * @param most bytes of a message to take
   * @param type which messages: 0 any, n that type, -n the lowest type up to n
   * @param except whether to take any type except {@code type}
   * @param truncate whether a longer message is truncated; otherwise it stays
   * @return the message's length in bytes; {@link #NONE}; {@link #TOO_LONG}
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not receive
   */
  public long tryReceive(MemorySegment into, long most, long type, boolean except, boolean truncate)
      throws IpcException {
    int flags =
        SystemV.IPC_NOWAIT | (except ? Msg.MSG_EXCEPT : 0) | (truncate ? Msg.MSG_NOERROR : 0);
    long returned;
    do {
      returned = Msg.msgrcv(id, into.address(), most, type, flags);
    } while (Errno.interrupted(returned));
    if (returned >= 0) {
      return returned;
    }
    if (Errno.noMessage(returned)) {
      return NONE;
    }
    if (Errno.tooBig(returned)) {
      return TOO_LONG;
    }
    throw failed(returned, "msgrcv");
  }

  /**
   * {@return the exception for a message that is longer than requested}
   *
   * @param most bytes that were requested
   */
  public SystemCallException longerThan(long most) {
    return new SystemCallException(
        name
            + ": msgrcv failed with E2BIG: the message is longer than most="
            + most
            + " and stays in the queue; take more bytes, or ask to truncate it",
        "E2BIG");
  }

  /**
   * {@return the exception for a message that no sender can have sent that observes a limit}
   *
   * @param limit in bytes
   */
  public CorruptChannelException strange(long limit) {
    return new CorruptChannelException(
        name + ": a message longer than maxMessage=" + limit + " was in the queue; it was removed");
  }

  /**
   * Makes sure that messages may have a length.
   *
   * @param length in bytes
   * @throws ResourceLimitException if it is over {@code kernel.msgmax}
   * @throws IpcException if /proc is not mounted
   */
  public void checkAllowed(long length) throws IpcException {
    long limit = SystemVQueueLimits.current().messageSize();
    if (length > limit) {
      throw new ResourceLimitException(
          name
              + ": maxMessage="
              + length
              + " is over kernel.msgmax="
              + limit
              + "; ask for less (or for a smaller capacity), or raise it: sysctl"
              + " kernel.msgmax=...");
    }
  }

  private IpcException failed(long returned, String call) {
    if (Errno.removed(returned)) {
      String errno = Errno.name((int) -returned);
      return new NoSuchObjectException(
          name
              + ": "
              + call
              + " failed with "
              + errno
              + ": the queue was removed, and its messages with it; open it again or create it",
          errno);
    }
    return SystemErrors.of(returned, call, name);
  }

  /**
   * {@return the queue's status in the kernel}
   *
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not read it
   */
  public SystemVQueueStatus status() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      return SystemVQueueFields.read(stat(arena));
    }
  }

  /**
   * {@return how many messages are in it now, without allocating anything}
   *
   * @param scratch native memory of {@link #SCRATCH_LENGTH} bytes, aligned to 8
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not read it
   */
  public long messages(MemorySegment scratch) throws IpcException {
    stat(scratch);
    return SystemVQueueFields.messages(scratch);
  }

  /**
   * {@return whether a message would find room now, without allocating anything}
   *
   * @param length of the message in bytes
   * @param scratch native memory of {@link #SCRATCH_LENGTH} bytes, aligned to 8
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not read it
   */
  public boolean hasRoom(long length, MemorySegment scratch) throws IpcException {
    stat(scratch);
    return SystemVQueueFields.hasRoom(scratch, length);
  }

  private MemorySegment stat(Arena arena) throws IpcException {
    MemorySegment struct = arena.allocate(Msg.MSQID_DS);
    stat(struct);
    return struct;
  }

  private void stat(MemorySegment struct) throws IpcException {
    int returned = Msg.msgctl(id, SystemV.IPC_STAT, struct.address());
    if (Errno.failed(returned)) {
      throw failed(returned, "msgctl(IPC_STAT)");
    }
  }

  /**
   * Makes sure that the queue belongs to this user or to a trusted one.
   *
   * @param policy of the address
   * @throws org.javaipc.AccessRefusedException if it does not
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not read it
   */
  public void requireTrusted(AccessPolicy policy) throws IpcException {
    SystemVQueueStatus status = status();
    Trust.require(policy, status.uid(), status.gid(), name);
  }

  /**
   * {@return a new random number, greater than 1, which can mark a queue as a type}
   *
   * @throws IpcException if this JVM cannot call libc
   */
  public static long randomType() throws IpcException {
    NativeAccess.require();
    return (RandomNumber.next() & Long.MAX_VALUE) | 2;
  }

  /**
   * Changes the queue.
   *
   * @param capacity most bytes of all messages together
   * @param uid owner
   * @param gid owner's group
   * @param mode permission bits
   * @throws NoSuchObjectException if the queue was removed
   * @throws ResourceLimitException if {@code capacity} is over {@code kernel.msgmnb} and this process
   *     has no CAP_SYS_RESOURCE
   * @throws org.javaipc.AccessRefusedException if this user neither owns nor made it
   */
  public void change(long capacity, int uid, int gid, int mode) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment struct = stat(arena);
      SystemVQueueFields.write(struct, capacity, uid, gid, mode);
      int returned = Msg.msgctl(id, SystemV.IPC_SET, struct.address());
      if (Errno.refused(returned)) {
        throw refused(returned, capacity);
      }
      if (Errno.failed(returned)) {
        throw failed(returned, "msgctl(IPC_SET)");
      }
    }
  }

  private IpcException refused(int returned, long capacity) throws IpcException {
    long limit = SystemVQueueLimits.current().capacity();
    if (capacity > limit) {
      return new ResourceLimitException(
          name
              + ": msgctl(IPC_SET) failed with EPERM: capacity="
              + capacity
              + " is over kernel.msgmnb="
              + limit
              + "; ask for less, or raise it: sysctl kernel.msgmnb=...");
    }
    return SystemErrors.of(
        returned, "msgctl(IPC_SET)", name, "only its owner and its creator may change it");
  }

  /**
   * Removes the queue with its messages; threads that wait on it get an error.
   *
   * @return whether it existed
   * @throws org.javaipc.AccessRefusedException if this user neither owns nor made it
   */
  public boolean remove() throws IpcException {
    int returned = Msg.msgctl(id, SystemV.IPC_RMID, 0);
    if (Errno.removed(returned)) {
      return false;
    }
    SystemErrors.check(returned, "msgctl(IPC_RMID)", name);
    return true;
  }

  /** {@return its name for messages, with its id} */
  @Override
  public String toString() {
    return name;
  }
}
