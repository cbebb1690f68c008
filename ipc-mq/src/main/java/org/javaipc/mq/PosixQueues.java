package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.PosixQueue;
import org.javaipc.linux.PosixQueueLimits;
import org.javaipc.ring.PacketMedium;
import org.javaipc.ring.PacketQueues;
import org.javaipc.spi.AccessPolicy;

/**
 * The POSIX queue of one channel. Its name is that of the channel with this user's id and a number for
 * the runtime directory, so it can be made anew when its header is lost.
 *
 * @param name of the queue that a receiver makes
 * @param policy mode of what is made, and whose queue is accepted
 */
record PosixQueues(String name, AccessPolicy policy) implements PacketQueues {
  @Override
  public long defaultCapacity(long maxMessage) throws IpcException {
    return PosixQueueLimits.current().depth() * Math.max(1, maxMessage);
  }

  @Override
  public long defaultMaxMessage() throws IpcException {
    return PosixQueueLimits.current().messageSize();
  }

  @Override
  public PacketMedium create(long capacity, long maxMessage, MemorySegment place)
      throws IpcException {
    PosixQueue.unlink(name); // left by somebody who lost the header
    long messageSize = Math.max(1, maxMessage);
    PosixQueue queue = make(Math.max(1, capacity / messageSize), messageSize);
    try {
      QueuePlace.write(place, name);
      return new PosixMedium(queue, name);
    } catch (IpcException | RuntimeException | Error e) {
      queue.close();
      PosixQueue.unlink(name);
      throw e;
    }
  }

  /** As deep as was asked for, or as this user may. */
  private PosixQueue make(long depth, long messageSize) throws IpcException {
    try {
      return PosixQueue.create(name, depth, messageSize, policy.mode());
    } catch (ResourceLimitException e) {
      long limit = PosixQueueLimits.current().depth();
      if (depth <= limit) {
        throw e;
      }
      return PosixQueue.create(name, limit, messageSize, policy.mode());
    }
  }

  @Override
  public Optional<PacketMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException {
    if (QueuePlace.isEmpty(place)) {
      return Optional.empty();
    }
    QueuePlace.requireSameNamespace(place, name);
    String found = QueuePlace.name(place, name);
    PosixQueue queue;
    try {
      queue = PosixQueue.open(found, sending ? PosixQueue.Access.SEND : PosixQueue.Access.RECEIVE);
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    }
    try {
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
