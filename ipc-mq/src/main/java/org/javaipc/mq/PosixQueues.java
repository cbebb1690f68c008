package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.core.queue.QueueMedium;
import org.javaipc.core.queue.Queues;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.mqueue.PosixQueue;
import org.javaipc.linux.mqueue.PosixQueueAttributes;
import org.javaipc.linux.mqueue.PosixQueueLimits;
import org.javaipc.linux.mqueue.PosixQueueList;
import org.javaipc.spi.Checkpoint;

/**
 * The POSIX queue of one channel. All users share the names of queues, so it has a random one, which nobody else can
 * take first; the channel's header has it too.
 *
 * @param directory that the channel's header lies in
 * @param name of the channel
 * @param policy mode of what is made, and whose queue is accepted
 */
record PosixQueues(RuntimeDirectory directory, String name, AccessPolicy policy) implements Queues {
  @Override
  public long defaultCapacity(long maxMessage) throws IpcException {
    return PosixQueueLimits.current().depth() * Math.max(1, maxMessage);
  }

  @Override
  public long defaultMaxMessage() throws IpcException {
    return PosixQueueLimits.current().messageSize();
  }

  @Override
  public QueueMedium create(long capacity, long maxMessage, MemorySegment place)
      throws IpcException {
    removeLost();
    long messageSize = Math.max(1, maxMessage);
    String fresh = directory.newKernelName(name);
    QueuePlace.write(
        place, fresh); // first, so that a process that finds the header also finds the queue
    PosixQueue queue = make(fresh, Math.max(1, capacity / messageSize), messageSize);
    try {
      Checkpoint.CREATE_OBJECT_MADE.pass();
      return new PosixMedium(queue, fresh);
    } catch (RuntimeException | Error e) {
      queue.close();
      PosixQueue.unlink(fresh);
      throw e;
    }
  }

  /** Removes queues of this channel whose header is lost: the caller has the only one, which names none yet. */
  private void removeLost() throws IpcException {
    for (String queue : PosixQueueList.read().orElse(List.of())) {
      if (directory.isKernelName(queue.substring(1), name)) {
        try {
          PosixQueue.unlink(queue);
        } catch (AccessRefusedException e) {
          // Another user's, who can only guess the number.
        }
      }
    }
  }

  /** As deep as was asked for, or as this user may. */
  private PosixQueue make(String fresh, long depth, long messageSize) throws IpcException {
    try {
      return make(fresh, new PosixQueueAttributes(depth, messageSize, 0));
    } catch (ResourceLimitException e) {
      long limit = PosixQueueLimits.current().depth();
      if (depth <= limit) {
        throw e;
      }
      return make(fresh, new PosixQueueAttributes(limit, messageSize, 0));
    }
  }

  private PosixQueue make(String fresh, PosixQueueAttributes wanted) throws IpcException {
    AccessPolicy access = directory.access(policy);
    PosixQueue queue =
        PosixQueue.create(fresh, wanted.depth(), wanted.messageSize(), access.mode());
    try {
      FileAccess.of(access).applyTo(queue.descriptor());
      return queue;
    } catch (IpcException | RuntimeException | Error e) {
      queue.close();
      PosixQueue.unlink(fresh);
      throw e;
    }
  }

  @Override
  public Optional<QueueMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException {
    if (!QueuePlace.isHere(place, name, sending)) {
      return Optional.empty();
    }
    String found = QueuePlace.name(place, name);
    PosixQueue queue;
    try {
      queue = PosixQueue.open(found, sending ? PosixQueue.Access.SEND : PosixQueue.Access.RECEIVE);
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    } catch (AccessRefusedException e) {
      if (!sending && PosixQueueList.isStrangers(found, policy)) {
        return Optional.empty(); // who took the name when the channel's own queue had gone
      }
      throw e;
    }
    try {
      if (!sending && !queue.isTrusted(policy)) {
        queue.close();
        return Optional.empty();
      }
      check(queue, maxMessage);
      return Optional.of(new PosixMedium(queue, found));
    } catch (IpcException | RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  private void check(PosixQueue queue, long maxMessage) throws IpcException {
    queue.requireTrusted(policy);
    if (queue.messageSize() != Math.max(1, maxMessage)) {
      throw new CorruptChannelException(
          "%s: takes messages of up to %d bytes, but its channel's header says maxMessage=%d"
              .formatted(queue, queue.messageSize(), maxMessage));
    }
  }
}
