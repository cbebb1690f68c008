package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.core.queue.QueueMedium;
import org.javaipc.linux.sysv.SystemVQueue;

/** A System V queue under a channel. All messages have one type, so they keep their order. */
final class SystemVMedium implements QueueMedium {
  /** Of the channel's messages. */
  static final long TYPE = 1;

  private final SystemVQueue queue;
  private final long mark;
  private final MemorySegment scratch = Arena.ofAuto().allocate(SystemVQueue.SCRATCH_LENGTH, 8);

  SystemVMedium(SystemVQueue queue, long mark) {
    this.queue = queue;
    this.mark = mark;
  }

  @Override
  public String describe() {
    return queue.toString();
  }

  @Override
  public long headroom() {
    return SystemVQueue.BYTES_OFFSET;
  }

  @Override
  public boolean trySend(MemorySegment memory, long offset, long length) throws IpcException {
    long start = offset - SystemVQueue.BYTES_OFFSET;
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, start, TYPE);
    return queue.trySend(memory, start, length);
  }

  @Override
  public boolean hasRoom(long length) throws IpcException {
    return queue.hasRoom(length, scratch);
  }

  /** Takes whatever is not the mark, also what a stranger may have put there. */
  @Override
  public long tryReceive(MemorySegment into) throws IpcException {
    long most = into.byteSize() - SystemVQueue.BYTES_OFFSET;
    long length = queue.tryReceive(into, most, mark, true, false);
    if (length == SystemVQueue.TOO_LONG) {
      queue.tryReceive(into, most, mark, true, true);
      throw queue.strange(most);
    }
    return length;
  }

  @Override
  public long pending() throws IpcException {
    return Math.max(0, queue.messages(scratch) - 1);
  }

  @Override
  public void remove() throws IpcException {
    queue.remove();
  }

  @Override
  public void close() {
    // There is no descriptor.
  }
}
