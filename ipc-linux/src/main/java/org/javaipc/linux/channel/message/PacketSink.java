package org.javaipc.linux.channel.message;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/**
 * Messages into a kernel object that keeps them apart. A claimed message for which another sender has
 * taken the room is kept, and sent by the next call or another thread.
 */
public final class PacketSink implements MessageSink {
  private static final long NOTHING = -1;

  private final PacketPort port;
  private final long maxMessage;
  private MemorySegment staging = MemorySegment.NULL;

  // Guarded by this, from here on.
  private MemorySegment kept = MemorySegment.NULL;
  private long keptLength = NOTHING;
  private @Nullable Runnable whenOut;

  /** Whether a message is kept; written under the lock. */
  private volatile boolean unfinished;

  /**
   * Sends to a port, which is closed with this.
   *
   * @param port to send to
   * @param maxMessage longest message in bytes
   */
  public PacketSink(PacketPort port, long maxMessage) {
    this.port = port;
    this.maxMessage = maxMessage;
  }

  @Override
  public Result offer(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException {
    if (unfinished && !flush()) {
      return Result.FULL;
    }
    if (segment.isNative()) {
      if (length > 0) {
        segment.get(ValueLayout.JAVA_BYTE, offset); // throws if closed, or another thread's
      }
      return port.send(segment, offset, length, true);
    }
    MemorySegment.copy(segment, offset, claim(length), 0, length);
    return port.send(staging, 0, length, false);
  }

  @Override
  public Result commit(long length) throws IpcException {
    Result result = unfinished && !flush() ? Result.FULL : port.send(staging, 0, length, false);
    if (result == Result.FULL) {
      keep(length);
      return Result.SENT;
    }
    return result;
  }

  private synchronized void keep(long length) {
    MemorySegment next = kept;
    kept = staging;
    keptLength = length;
    staging = next;
    unfinished = true;
    arm();
  }

  private void arm() {
    WhenWritable.onceWritable(port::whenWritable, this::flushLater);
  }

  private synchronized boolean flush() throws IpcException {
    if (keptLength != NOTHING && port.send(kept, 0, keptLength, false) == Result.FULL) {
      return false;
    }
    keptLength = NOTHING;
    unfinished = false;
    return true;
  }

  private void flushLater() {
    Runnable task = null;
    synchronized (this) {
      try {
        if (flush()) {
          task = takeTask();
        } else {
          arm();
        }
      } catch (IpcException e) {
        keptLength = NOTHING; // no process will read it
        unfinished = false;
        task = takeTask();
      }
    }
    if (task != null) {
      task.run();
    }
  }

  private @Nullable Runnable takeTask() {
    Runnable task = whenOut;
    whenOut = null;
    return task;
  }

  @Override
  public boolean hasRoom() throws IpcException {
    return (!unfinished || flush()) && port.isWritable();
  }

  @Override
  public MemorySegment claim(long length) {
    if (staging.byteSize() < Math.max(1, maxMessage)) {
      staging = Arena.ofAuto().allocate(Math.max(Long.BYTES, maxMessage), Long.BYTES);
    }
    return staging;
  }

  @Override
  public long claimOffset() {
    return 0;
  }

  @Override
  public void await(long nanos) throws IpcException {
    port.awaitWritable(nanos);
  }

  @Override
  public void wake() {
    port.wake();
  }

  @Override
  public void whenOut(Runnable task) throws IpcException {
    synchronized (this) {
      if (unfinished && !flush()) {
        whenOut = task;
        arm();
        return;
      }
    }
    task.run();
  }

  @Override
  public long unsent() {
    return unfinished ? 1 : 0;
  }

  @Override
  public void close() throws IpcException {
    port.close();
  }
}
