package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.core.queue.QueueMedium;
import org.javaipc.linux.mqueue.PosixQueue;

/** A POSIX queue under a channel. All messages have one priority, so they keep their order. */
final class PosixMedium implements QueueMedium {
  private static final int PRIORITY = 0;

  private final PosixQueue queue;
  private final String name;
  private final MemorySegment scratch = Arena.ofAuto().allocate(PosixQueue.SCRATCH_LENGTH, 8);
  private final MemorySegment priority = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  PosixMedium(PosixQueue queue, String name) {
    this.queue = queue;
    this.name = name;
  }

  @Override
  public String describe() {
    return queue.toString();
  }

  @Override
  public long headroom() {
    return 0;
  }

  @Override
  public boolean trySend(MemorySegment memory, long offset, long length) throws IpcException {
    return queue.trySend(memory, offset, length, PRIORITY);
  }

  @Override
  public boolean trySendHolding(MemorySegment memory, long offset, long length)
      throws IpcException {
    return queue.trySendHolding(memory, offset, length, PRIORITY);
  }

  @Override
  public boolean hasRoom(long length) throws IpcException {
    return pending() < queue.depth();
  }

  @Override
  public long tryReceive(MemorySegment into) throws IpcException {
    return queue.tryReceive(into, priority);
  }

  @Override
  public long pending() throws IpcException {
    return queue.messages(scratch);
  }

  @Override
  public boolean isNamed() throws IpcException {
    return queue.isNamed();
  }

  @Override
  public void remove() throws IpcException {
    PosixQueue.unlink(name);
  }

  @Override
  public void close() {
    queue.close();
  }
}
