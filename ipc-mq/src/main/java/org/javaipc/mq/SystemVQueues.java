package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.core.queue.QueueMedium;
import org.javaipc.core.queue.Queues;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.sysv.SystemVQueue;
import org.javaipc.linux.sysv.SystemVQueueLimits;
import org.javaipc.linux.sysv.SystemVQueueStatus;
import org.javaipc.spi.Checkpoint;

/**
 * The System V queue of one channel. An id can be given to another queue later, so the first message in it marks it: its
 * type is a random number that the channel's header has too. Its key, also random, is written there before the queue
 * exists, so that the queue of a process that was killed in between is found.
 *
 * @param name of the channel, for messages
 * @param policy mode of what is made, and whose queue is accepted
 */
record SystemVQueues(String name, AccessPolicy policy) implements Queues {
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
  public QueueMedium create(long capacity, long maxMessage, MemorySegment place)
      throws IpcException {
    SystemVQueue queue = make(place);
    try {
      queue.checkAllowed(maxMessage);
      prepare(queue, capacity + MARK_LENGTH, maxMessage + MARK_LENGTH);
      long mark = SystemVQueue.randomType();
      MemorySegment message = Arena.ofAuto().allocate(SystemVQueue.BYTES_OFFSET + MARK_LENGTH, 8);
      message.set(ValueLayout.JAVA_LONG, 0, mark);
      queue.trySend(message, MARK_LENGTH);
      Checkpoint.CREATE_OBJECT_MADE.pass();
      QueuePlace.write(place, queue.id(), mark);
      return new SystemVMedium(queue, mark);
    } catch (IpcException | RuntimeException | Error e) {
      queue.remove();
      throw e;
    }
  }

  private SystemVQueue make(MemorySegment place) throws IpcException {
    Optional<SystemVQueue> queue;
    do {
      int key = RandomNumber.key();
      QueuePlace.announce(place, key);
      queue = SystemVQueue.createNew(key, policy.mode(), name);
    } while (queue.isEmpty()); // another program's queue has the key
    return queue.get();
  }

  /** Gives it its group, and makes it as large as was asked for, or leaves it as large as this user may have it. */
  private void prepare(SystemVQueue queue, long wanted, long least) throws IpcException {
    SystemVQueueStatus made = queue.status();
    int gid = policy.group().orElse(made.gid());
    if (gid != made.gid()) {
      queue.change(made.capacity(), made.uid(), gid, made.mode());
    }
    if (made.capacity() == wanted) {
      return;
    }
    try {
      queue.change(wanted, made.uid(), gid, made.mode());
    } catch (ResourceLimitException e) {
      if (made.capacity() < least) {
        throw e;
      }
    }
  }

  @Override
  public Optional<QueueMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException {
    if (!QueuePlace.isHere(place, name, sending)) {
      if (!sending) {
        removeUnfinished(place);
      }
      return Optional.empty();
    }
    SystemVQueue queue = SystemVQueue.of(QueuePlace.id(place, name), name);
    long mark = QueuePlace.mark(place);
    try {
      queue.requireTrusted(policy);
      return isMarked(queue, mark) ? Optional.of(new SystemVMedium(queue, mark)) : Optional.empty();
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    } catch (AccessRefusedException e) {
      if (sending) {
        throw e;
      }
      return Optional
          .empty(); // the id was given to another user's queue: the channel's own is gone
    }
  }

  /** Removes the queue of a receiver that was killed before it could write where the queue is; it has the mark at most. */
  private void removeUnfinished(MemorySegment place) throws IpcException {
    OptionalInt key = QueuePlace.announcedKey(place);
    if (key.isEmpty()) {
      return;
    }
    try {
      SystemVQueue queue = SystemVQueue.open(key.getAsInt());
      queue.requireTrusted(policy);
      SystemVQueueStatus status = queue.status();
      if (status.messages() <= 1 && status.lastReceiver() == 0) {
        queue.remove();
      }
    } catch (NoSuchObjectException | AccessRefusedException e) {
      // There is none, or the key was given to another user's queue meanwhile.
    }
  }

  /** Asks for no byte of the mark, which is thus too long and stays. */
  private static boolean isMarked(SystemVQueue queue, long mark) throws IpcException {
    MemorySegment nothing = Arena.ofAuto().allocate(SystemVQueue.BYTES_OFFSET, 8);
    return mark > SystemVMedium.TYPE
        && queue.tryReceive(nothing, 0, mark, false, false) == SystemVQueue.TOO_LONG;
  }
}
