package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.sysv.SystemVQueue;
import org.javaipc.linux.sysv.SystemVQueueLimits;
import org.javaipc.linux.sysv.SystemVQueueStatus;
import org.jspecify.annotations.Nullable;

/**
 * A System V message queue: messages with a type, in the order in which they were sent, taken by type.
 * C programs use the same queues with {@code msgsnd} and {@code msgrcv}.
 *
 * <p>The queue belongs to the kernel. It outlives every process, and goes when a process {@linkplain
 * #remove removes} it; there is nothing to close.
 *
 * <p>All methods may be called from any thread, several at a time. A queue has no descriptor that a
 * thread could sleep on together with a wake-up, so waiting looks again and again, after 20 us at pauses
 * that grow to 4 ms; an interrupt ends it at once, and a virtual thread does not hold its carrier. The
 * channels {@code sysvmq:} wake each other instead.
 *
 * <p>Every method that sends or receives throws {@link NoSuchObjectException} if the queue was removed,
 * also during the wait, and {@link org.javaipc.AccessRefusedException} if this user may not.
 *
 * <pre>{@code
 * SystemVMessageQueue queue = SystemVMessageQueue.createOrOpen(4711, 0600);
 * queue.send(5, "five".getBytes(UTF_8));
 * SystemVMessage message = queue.receive(SystemVTypes.upTo(9));
 * queue.remove();
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SystemVMessageQueue {
  private static final long BYTES = SystemVQueue.BYTES_OFFSET;

  private final SystemVQueue queue;
  private final SpareMemory memory = new SpareMemory();
  private volatile long messageSize;

  private SystemVMessageQueue(SystemVQueue queue) throws IpcException {
    this.queue = queue;
    this.messageSize = SystemVQueueLimits.current().messageSize();
  }

  /**
   * {@return a new queue without a key; others find it by its {@link #id}}
   *
   * @param mode permission bits, such as 0600; the umask does not matter
   * @throws org.javaipc.ResourceLimitException if there are as many queues as there may be
   * @throws IpcException if the kernel refuses for another reason
   */
  public static SystemVMessageQueue createPrivate(int mode) throws IpcException {
    return new SystemVMessageQueue(SystemVQueue.createPrivate(mode, "System V queue"));
  }

  /**
   * {@return a new queue}
   *
   * @param key by which others find it; not 0
   * @param mode permission bits, such as 0600; the umask does not matter
   * @throws org.javaipc.ObjectExistsException if the key has a queue
   * @throws org.javaipc.ResourceLimitException if there are as many queues as there may be
   * @throws IpcException if the kernel refuses for another reason
   */
  public static SystemVMessageQueue create(int key, int mode) throws IpcException {
    return new SystemVMessageQueue(SystemVQueue.create(key, mode));
  }

  /**
   * {@return the queue of a key, which is made if there is none}
   *
   * @param key by which others find it; not 0
   * @param mode permission bits of a new queue, such as 0600; the umask does not matter
   * @throws org.javaipc.AccessRefusedException if the queue is there and this user may not use it
   * @throws org.javaipc.ResourceLimitException if there are as many queues as there may be
   * @throws IpcException if the kernel refuses for another reason
   */
  public static SystemVMessageQueue createOrOpen(int key, int mode) throws IpcException {
    return new SystemVMessageQueue(SystemVQueue.createOrOpen(key, mode));
  }

  /**
   * {@return the queue of a key} That this user may use it shows when it is used: the kernel does not ask
   * before.
   *
   * @param key of the queue; not 0
   * @throws NoSuchObjectException if there is none
   * @throws IpcException if the kernel refuses for another reason
   */
  public static SystemVMessageQueue open(int key) throws IpcException {
    return new SystemVMessageQueue(SystemVQueue.open(key));
  }

  /**
   * {@return the queue of an id, as {@code ipcs -q} shows it} That there is one shows when it is used.
   *
   * @param id of the queue, at least 0
   * @throws IpcException if this JVM cannot call libc
   */
  public static SystemVMessageQueue ofId(int id) throws IpcException {
    return new SystemVMessageQueue(SystemVQueue.of(id, "System V queue"));
  }

  /**
   * {@return what the kernel allows queues now}
   *
   * @throws IpcException if /proc is not mounted
   */
  public static SystemVQueueLimits limits() throws IpcException {
    return SystemVQueueLimits.current();
  }

  /** {@return the number by which processes of this IPC namespace know the queue} */
  public int id() {
    return queue.id();
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param type greater than 0
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   * @return whether it was sent; false if the queue is full
   * @throws org.javaipc.MessageTooLongException if it is longer than {@code kernel.msgmax}, or than the
   *     queue's whole capacity
   * @throws IpcException if the queue was removed, or this user may not use it
   */
  public boolean offer(long type, MemorySegment segment, long offset, long length)
      throws IpcException {
    MemorySegment message = message(type, segment, offset, length);
    try {
      return trySend(message, length);
    } finally {
      memory.give(message);
    }
  }

  /**
   * Sends a message, waiting for room for at most the given time.
   *
   * @param type greater than 0
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws org.javaipc.MessageTooLongException as {@link #offer} says
   * @throws IpcException if the queue was removed, or this user may not use it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public boolean send(long type, MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    return send(type, segment, offset, length, SlicedWait.nanos(timeout));
  }

  /**
   * Sends a message, waiting for room for as long as it takes.
   *
   * @param type greater than 0
   * @param message to send
   * @throws org.javaipc.MessageTooLongException as {@link #offer} says
   * @throws IpcException if the queue was removed, or this user may not use it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(long type, byte[] message) throws IpcException, InterruptedException {
    var _ = send(type, MemorySegment.ofArray(message), 0, message.length, SlicedWait.FOREVER);
  }

  private boolean send(long type, MemorySegment segment, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    MemorySegment message = message(type, segment, offset, length);
    try {
      return trySend(message, length) || awaitRoom(message, length, nanos);
    } finally {
      memory.give(message);
    }
  }

  private boolean awaitRoom(MemorySegment message, long length, long nanos)
      throws IpcException, InterruptedException {
    SlicedWait wait = new SlicedWait(this, nanos);
    while (wait.pause()) {
      if (trySend(message, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean trySend(MemorySegment message, long length) throws IpcException {
    if (queue.trySend(message, length)) {
      return true;
    }
    queue.checkFits(length);
    return false;
  }

  private MemorySegment message(long type, MemorySegment segment, long offset, long length) {
    SystemVTypes.check(type);
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    MemorySegment message = memory.take(BYTES + Math.max(length, messageSize));
    message.set(ValueLayout.JAVA_LONG, 0, type);
    MemorySegment.copy(segment, offset, message, BYTES, length);
    return message;
  }

  /**
   * Takes a message, if one is there.
   *
   * @param types which messages
   * @param handler takes the message
   * @return whether one was there
   * @throws org.javaipc.SystemCallException E2BIG if it is longer than {@link SystemVTypes#atMost} says;
   *     it stays in the queue
   * @throws IpcException if the queue was removed, or this user may not use it
   */
  public boolean poll(SystemVTypes types, SystemVMessageHandler handler) throws IpcException {
    MemorySegment message = memory.take(BYTES + Math.max(types.most(), messageSize));
    try {
      long length = tryReceive(message, types);
      if (length == SystemVQueue.TOO_LONG && types.most() < 0) {
        messageSize = limits().messageSize(); // it was raised since
        message = memory.take(BYTES + messageSize);
        length = tryReceive(message, types);
      }
      if (length == SystemVQueue.TOO_LONG) {
        throw queue.longerThan(most(message, types));
      }
      if (length == SystemVQueue.NONE) {
        return false;
      }
      handler.onMessage(message.get(ValueLayout.JAVA_LONG, 0), message, BYTES, length);
      return true;
    } finally {
      memory.give(message);
    }
  }

  private long tryReceive(MemorySegment message, SystemVTypes types) throws IpcException {
    return queue.tryReceive(
        message, most(message, types), types.msgtyp(), types.isExcept(), types.isTruncating());
  }

  private static long most(MemorySegment message, SystemVTypes types) {
    return types.most() < 0 ? message.byteSize() - BYTES : types.most();
  }

  /**
   * Takes a message, waiting for it for at most the given time.
   *
   * @param types which messages
   * @param handler takes the message
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether one was taken; false if the timeout elapsed
   * @throws org.javaipc.SystemCallException E2BIG as {@link #poll} says
   * @throws IpcException if the queue was removed, or this user may not use it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public boolean receive(SystemVTypes types, SystemVMessageHandler handler, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(types, handler, SlicedWait.nanos(timeout));
  }

  /**
   * {@return a message, waiting for it for as long as it takes}
   *
   * @param types which messages
   * @throws org.javaipc.SystemCallException E2BIG as {@link #poll} says
   * @throws IpcException if the queue was removed, or this user may not use it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public SystemVMessage receive(SystemVTypes types) throws IpcException, InterruptedException {
    Taken taken = new Taken();
    var _ = receive(types, taken, SlicedWait.FOREVER);
    return Objects.requireNonNull(taken.message);
  }

  /**
   * {@return a message, waiting for it for at most the given time; empty if that was over}
   *
   * @param types which messages
   * @param timeout longest time to wait; zero or less does not wait
   * @throws org.javaipc.SystemCallException E2BIG as {@link #poll} says
   * @throws IpcException if the queue was removed, or this user may not use it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public Optional<SystemVMessage> receive(SystemVTypes types, Duration timeout)
      throws IpcException, InterruptedException {
    Taken taken = new Taken();
    var _ = receive(types, taken, SlicedWait.nanos(timeout));
    return Optional.ofNullable(taken.message);
  }

  private boolean receive(SystemVTypes types, SystemVMessageHandler handler, long nanos)
      throws IpcException, InterruptedException {
    if (poll(types, handler)) {
      return true;
    }
    SlicedWait wait = new SlicedWait(this, nanos);
    while (wait.pause()) {
      if (poll(types, handler)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return what the kernel says of the queue}
   *
   * @throws NoSuchObjectException if the queue was removed
   * @throws IpcException if this user may not read it
   */
  public SystemVQueueStatus status() throws IpcException {
    return queue.status();
  }

  /**
   * Changes how many bytes all messages together may have. Less than are in it now is allowed: nothing
   * is sent until enough was received.
   *
   * @param bytes greater than 0; over {@code kernel.msgmnb} takes CAP_SYS_RESOURCE
   * @throws NoSuchObjectException if the queue was removed
   * @throws org.javaipc.AccessRefusedException if the user has no permission
   * @throws IpcException if the kernel refuses for another reason
   */
  public void resize(long bytes) throws IpcException {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes=" + bytes + " is not over 0");
    }
    SystemVQueueStatus now = queue.status();
    queue.change(bytes, now.uid(), now.gid(), now.mode());
  }

  /**
   * Changes who may use the queue.
   *
   * @param uid its owner from now on
   * @param gid the owner's group
   * @param mode permission bits, such as 0600
   * @throws NoSuchObjectException if the queue was removed
   * @throws org.javaipc.AccessRefusedException if the user has no permission
   * @throws IpcException if the kernel refuses for another reason
   */
  public void permit(int uid, int gid, int mode) throws IpcException {
    queue.change(queue.status().capacity(), uid, gid, mode);
  }

  /**
   * Removes the queue with its messages. Every thread that waits on it, in any process, gets an error.
   *
   * @return whether it was there
   * @throws org.javaipc.AccessRefusedException if this user neither owns nor made it
   */
  public boolean remove() throws IpcException {
    return queue.remove();
  }

  /** {@return what messages call it, with key and id} */
  @Override
  public String toString() {
    return queue.toString();
  }

  private static final class Taken implements SystemVMessageHandler {
    @Nullable SystemVMessage message;

    @Override
    public void onMessage(long type, MemorySegment segment, long offset, long length) {
      message =
          new SystemVMessage(type, segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
