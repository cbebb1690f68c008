package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.SystemVQueue;
import org.javaipc.linux.SystemVQueueLimits;
import org.javaipc.linux.SystemVQueueStatus;
import org.javaipc.ring.PacketMedium;
import org.javaipc.ring.PacketQueues;
import org.javaipc.spi.AccessPolicy;

/**
 * The System V queue of one channel. It has no key, and an id can be given to another queue later, so
 * the first message in it marks it: its type is a random number that the channel's header has too.
 *
 * @param name of the channel, for messages
 * @param policy mode of what is made, and whose queue is accepted
 */
record SystemVQueues(String name, AccessPolicy policy) implements PacketQueues {
  /** What the mark takes of a queue: one byte and one message. */
  static final long MARK_LENGTH = 1;

  @Override
  public long defaultCapacity(long maxMessage) throws IpcException {
    return Math.max(maxMessage, SystemVQueueLimits.current().capacity() - MARK_LENGTH);
  }

  @Override
  public long defaultMaxMessage() throws IpcException {
    return SystemVQueueLimits.current().messageSize();
  }

  @Override
  public PacketMedium create(long capacity, long maxMessage, MemorySegment place)
      throws IpcException {
    SystemVQueue queue = SystemVQueue.createPrivate(policy.mode(), name);
    try {
      queue.checkAllowed(maxMessage);
      resize(queue, capacity + MARK_LENGTH, maxMessage + MARK_LENGTH);
      long mark = SystemVQueue.randomType();
      MemorySegment message = Arena.ofAuto().allocate(SystemVQueue.BYTES_OFFSET + MARK_LENGTH, 8);
      message.set(ValueLayout.JAVA_LONG, 0, mark);
      queue.trySend(message, MARK_LENGTH);
      QueuePlace.write(place, queue.id(), mark);
      return new SystemVMedium(queue, mark);
    } catch (IpcException | RuntimeException | Error e) {
      queue.remove();
      throw e;
    }
  }

  /** Makes it as large as was asked for, or leaves it as large as this user may have it. */
  private static void resize(SystemVQueue queue, long wanted, long least) throws IpcException {
    SystemVQueueStatus made = queue.status();
    if (made.capacity() == wanted) {
      return;
    }
    try {
      queue.change(wanted, made.uid(), made.gid(), made.mode());
    } catch (ResourceLimitException e) {
      if (made.capacity() < least) {
        throw e;
      }
    }
  }

  @Override
  public Optional<PacketMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException {
    if (QueuePlace.isEmpty(place)) {
      return Optional.empty();
    }
    QueuePlace.requireSameNamespace(place, name);
    SystemVQueue queue = SystemVQueue.of(QueuePlace.id(place, name), name);
    long mark = QueuePlace.mark(place);
    try {
      queue.requireTrusted(policy);
      return isMarked(queue, mark) ? Optional.of(new SystemVMedium(queue, mark)) : Optional.empty();
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    }
  }

  /** Asks for no byte of the mark, which is thus too long and stays. */
  private static boolean isMarked(SystemVQueue queue, long mark) throws IpcException {
    MemorySegment nothing = Arena.ofAuto().allocate(SystemVQueue.BYTES_OFFSET, 8);
    return mark > SystemVMedium.TYPE
        && queue.tryReceive(nothing, 0, mark, false, false) == SystemVQueue.TOO_LONG;
  }
}
