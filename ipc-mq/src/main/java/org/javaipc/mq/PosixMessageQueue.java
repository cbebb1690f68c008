package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.linux.mqueue.PosixQueue;
import org.javaipc.linux.mqueue.PosixQueueAttributes;
import org.javaipc.linux.mqueue.PosixQueueLimits;
import org.javaipc.linux.mqueue.PosixQueueList;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.linux.wait.UseGuard;
import org.jspecify.annotations.Nullable;

/**
 * An open POSIX message queue: messages with a priority, the highest first, and in the order in which they
 * were sent within one. C programs use the same queues with {@code mq_send} and {@code mq_receive}.
 *
 * <p>The queue belongs to the kernel and outlives every process; it goes when its name was {@linkplain
 * #unlink removed} and no process has it open.
 *
 * <p>One thread at a time sends and one receives; {@link #close} may be called from any thread. A thread
 * that waits sleeps in the kernel until the queue is ready, this object is closed, or it is interrupted;
 * a virtual thread does not hold its carrier.
 *
 * <p>Every method that sends or receives throws {@link ChannelClosedException} if this object is closed,
 * also during the call, and an {@link IpcException} if it was opened for the other way only.
 *
 * <pre>{@code
 * try (PosixMessageQueue queue = PosixMessageQueue.create("orders", 10, 1024, 0600)) {
 *   queue.send("urgent".getBytes(UTF_8), 9);
 *   PosixMessage message = queue.receive();
 *   queue.unlink();
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
public final class PosixMessageQueue implements AutoCloseable {
  /** The highest priority; the lowest is 0. */
  public static final int HIGHEST_PRIORITY = PosixQueue.HIGHEST_PRIORITY;

  private static final long FOREVER = Long.MAX_VALUE;

  private final String name;
  private final PosixQueue queue;
  private final PollableDescriptor descriptor;
  private final UseGuard sending;
  private final UseGuard receiving;
  private final MemorySegment outgoing;
  private final MemorySegment incoming;
  private final MemorySegment priority = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  private PosixMessageQueue(String name, PosixQueue queue) {
    this.name = name;
    this.queue = queue;
    this.descriptor = new PollableDescriptor(queue.descriptor());
    this.sending = new UseGuard(queue + ", sending", getClass());
    this.receiving = new UseGuard(queue + ", receiving", getClass());
    this.outgoing = Arena.ofAuto().allocate(queue.messageSize());
    this.incoming = Arena.ofAuto().allocate(queue.messageSize());
  }

  /**
   * {@return a new queue, open both ways}
   *
   * @param name 1 to 255 characters other than a slash, with or without a slash before them
   * @param depth most messages in it, greater than 0
   * @param messageSize most bytes of a message, greater than 0
   * @param mode permission bits, such as 0600; the umask does not matter
   * @throws org.javaipc.ObjectExistsException if a queue has the name
   * @throws org.javaipc.ResourceLimitException if it is beyond one of the {@link #limits}, which the
   *     message names
   * @throws IpcException if the kernel refuses for another reason
   */
  public static PosixMessageQueue create(String name, long depth, long messageSize, int mode)
      throws IpcException {
    return new PosixMessageQueue(name, PosixQueue.create(name, depth, messageSize, mode));
  }

  /**
   * {@return a queue that is there, open both ways}
   *
   * @param name with or without a slash before it
   * @throws org.javaipc.NoSuchObjectException if nothing has the name
   * @throws org.javaipc.AccessRefusedException if this user may not use it both ways
   * @throws IpcException if the kernel refuses for another reason
   */
  public static PosixMessageQueue open(String name) throws IpcException {
    return open(name, PosixQueue.Access.BOTH);
  }

  /**
   * {@return a queue that is there}
   *
   * @param name with or without a slash before it
   * @param access which way it will be used
   * @throws org.javaipc.NoSuchObjectException if nothing has the name
   * @throws org.javaipc.AccessRefusedException if this user may not use it so
   * @throws IpcException if the kernel refuses for another reason
   */
  public static PosixMessageQueue open(String name, PosixQueue.Access access) throws IpcException {
    return new PosixMessageQueue(name, PosixQueue.open(name, access));
  }

  /**
   * Removes a name; the queue goes when no process has it open any more.
   *
   * @param name with or without a slash before it
   * @return whether there was a queue of that name
   * @throws org.javaipc.AccessRefusedException if this user does not own it
   * @throws IpcException if the kernel refuses for another reason
   */
  public static boolean unlink(String name) throws IpcException {
    return PosixQueue.unlink(name);
  }

  /**
   * {@return the names of all queues, sorted; empty if nothing is mounted that lists them ({@code mount
   * -t mqueue none /dev/mqueue})}
   *
   * @throws IpcException if the list cannot be read
   */
  public static Optional<List<String>> list() throws IpcException {
    return PosixQueueList.read();
  }

  /**
   * {@return what the kernel allows queues now}
   *
   * @throws IpcException if /proc is not mounted, or this kernel has no POSIX queues
   */
  public static PosixQueueLimits limits() throws IpcException {
    return PosixQueueLimits.current();
  }

  /**
   * {@return depth, message size, and how many messages are in it now}
   *
   * @throws ChannelClosedException if this is closed
   * @throws IpcException if the kernel refuses
   */
  public PosixQueueAttributes attributes() throws IpcException {
    checkOpen(receiving);
    return queue.attributes();
  }

  /**
   * Removes this queue's name; it goes when no process has it open any more.
   *
   * @return whether there was a queue of that name
   * @throws org.javaipc.AccessRefusedException if this user does not own it
   * @throws IpcException if the kernel refuses for another reason
   */
  public boolean unlink() throws IpcException {
    return PosixQueue.unlink(name);
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   * @param priority 0 to {@value #HIGHEST_PRIORITY}
   * @return whether it was sent; false if the queue is full
   * @throws org.javaipc.MessageTooLongException if it is longer than the queue's message size
   * @throws IpcException if this object is closed, or was opened for the other way only
   */
  public boolean offer(MemorySegment segment, long offset, long length, int priority)
      throws IpcException {
    enter(sending);
    try {
      return trySend(segment, offset, length, priority);
    } finally {
      sending.exit();
    }
  }

  /**
   * Sends a message, waiting for room for at most the given time.
   *
   * @param segment that holds the message
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   * @param priority 0 to {@value #HIGHEST_PRIORITY}
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws org.javaipc.MessageTooLongException if it is longer than the queue's message size
   * @throws IpcException if this object is closed, or was opened for the other way only
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public boolean send(
      MemorySegment segment, long offset, long length, int priority, Duration timeout)
      throws IpcException, InterruptedException {
    return send(segment, offset, length, priority, SlicedWait.nanos(timeout));
  }

  /**
   * Sends a message, waiting for room for as long as it takes.
   *
   * @param message to send
   * @param priority 0 to {@value #HIGHEST_PRIORITY}
   * @throws org.javaipc.MessageTooLongException if it is longer than the queue's message size
   * @throws IpcException if this object is closed, or was opened for the other way only
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(byte[] message, int priority) throws IpcException, InterruptedException {
    var _ = send(MemorySegment.ofArray(message), 0, message.length, priority, FOREVER);
  }

  private boolean send(
      MemorySegment segment, long offset, long length, int messagePriority, long nanos)
      throws IpcException, InterruptedException {
    enter(sending);
    try {
      long begin = System.nanoTime();
      while (!trySend(segment, offset, length, messagePriority)) {
        long left = left(nanos, begin);
        if (left <= 0) {
          return false;
        }
        descriptor.awaitWritable(left);
        checkOpen(sending);
      }
      return true;
    } finally {
      sending.exit();
    }
  }

  private boolean trySend(MemorySegment segment, long offset, long length, int messagePriority)
      throws IpcException {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    if (messagePriority < 0 || messagePriority > HIGHEST_PRIORITY) {
      throw new IllegalArgumentException(
          "priority=" + messagePriority + " is not within 0 to " + HIGHEST_PRIORITY);
    }
    if (segment.isNative() || length > outgoing.byteSize()) {
      return queue.trySend(segment, offset, length, messagePriority);
    }
    MemorySegment.copy(segment, offset, outgoing, 0, length);
    return queue.trySend(outgoing, 0, length, messagePriority);
  }

  /**
   * Takes the first message, if one is there.
   *
   * @param handler takes the message
   * @return whether one was there
   * @throws IpcException if this object is closed, or was opened for the other way only
   */
  public boolean poll(PosixMessageHandler handler) throws IpcException {
    enter(receiving);
    try {
      return take(handler);
    } finally {
      receiving.exit();
    }
  }

  /**
   * Takes the first message, waiting for it for at most the given time.
   *
   * @param handler takes the message
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether one was taken; false if the timeout elapsed
   * @throws IpcException if this object is closed, or was opened for the other way only
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public boolean receive(PosixMessageHandler handler, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(handler, SlicedWait.nanos(timeout));
  }

  /**
   * {@return the first message, waiting for it for as long as it takes}
   *
   * @throws IpcException if this object is closed, or was opened for the other way only
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public PosixMessage receive() throws IpcException, InterruptedException {
    Taken taken = new Taken();
    var _ = receive(taken, FOREVER);
    return Objects.requireNonNull(taken.message);
  }

  /**
   * {@return the first message, waiting for it for at most the given time; empty if that was over}
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @throws IpcException if this object is closed, or was opened for the other way only
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public Optional<PosixMessage> receive(Duration timeout)
      throws IpcException, InterruptedException {
    Taken taken = new Taken();
    var _ = receive(taken, SlicedWait.nanos(timeout));
    return Optional.ofNullable(taken.message);
  }

  private boolean receive(PosixMessageHandler handler, long nanos)
      throws IpcException, InterruptedException {
    enter(receiving);
    try {
      long begin = System.nanoTime();
      while (!take(handler)) {
        long left = left(nanos, begin);
        if (left <= 0) {
          return false;
        }
        descriptor.awaitReadable(left);
        checkOpen(receiving);
      }
      return true;
    } finally {
      receiving.exit();
    }
  }

  private boolean take(PosixMessageHandler handler) throws IpcException {
    long length = queue.tryReceive(incoming, priority);
    if (length == PosixQueue.NONE) {
      return false;
    }
    handler.onMessage(priority.get(ValueLayout.JAVA_INT, 0), incoming, 0, length);
    return true;
  }

  /**
   * {@return a listener on which any thread can wait for messages to arrive; it takes none}
   * Event 0 happens at least once whenever a message arrives at the empty queue, and once if there
   * were messages at the beginning; arrivals may merge. Unlike {@code mq_notify}, it need not be
   * requested again, several listeners can be open at once, and no callback runs on a foreign thread.
   * Close it separately from the queue.
   *
   * @throws IpcException if this was opened only to send, or there is no descriptor left
   */
  public Listener arrivals() throws IpcException {
    return ArrivalListener.of(name);
  }

  private static long left(long nanos, long begin) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
  }

  private void enter(UseGuard guard) throws IpcException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  private void checkOpen(UseGuard guard) throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(queue + ": this object is closed");
  }

  /** Closes it; threads that wait get {@link ChannelClosedException}. Repeating it does nothing. */
  @Override
  public void close() {
    sending.close(descriptor::wake);
    receiving.close(descriptor::wake);
    descriptor.close();
  }

  /** {@return what messages call it} */
  @Override
  public String toString() {
    return queue.toString();
  }

  private static final class Taken implements PosixMessageHandler {
    @Nullable PosixMessage message;

    @Override
    public void onMessage(int priority, MemorySegment segment, long offset, long length) {
      message =
          new PosixMessage(
              priority, segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
