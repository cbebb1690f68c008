package org.javaipc.linux.channel.message;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/**
 * Where messages go into a kernel object. Only {@link #await} waits, and {@link #offer} with
 * patience, briefly. For the sender's thread alone, but for {@link #wake}.
 */
public interface MessageSink {
  /** What became of a message. */
  enum Result {
    /** It is sent, or so much of it that the rest will follow by itself. */
    SENT,
    /** There was no room; nothing of it is sent. */
    FULL,
    /** No process will ever read it. */
    GONE
  }

  /**
   * Sends a message if there is room for it now.
   *
   * @param segment that holds the message
   * @param offset of the message in bytes
   * @param length of the message in bytes
   * @param patient whether the thread may wait a little for a receiver that is reading, once the
   *     beginning of the message is out
   * @return what became of it
   * @throws IpcException if the kernel refuses
   */
  Result offer(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException;

  /**
   * Sends the message that was written to {@link #claim}, even if there is no room any more.
   *
   * @param length of the message in bytes
   * @return {@link Result#SENT} or {@link Result#GONE}
   * @throws IpcException if the kernel refuses
   */
  Result commit(long length) throws IpcException;

  /**
   * {@return whether a message would find room now}
   *
   * @throws IpcException if the kernel refuses
   */
  boolean hasRoom() throws IpcException;

  /**
   * {@return where a message can be written before it is sent, from {@link #claimOffset} on}
   *
   * @param length of the message in bytes
   */
  MemorySegment claim(long length);

  /** {@return where in that segment the message begins, in bytes} */
  long claimOffset();

  /**
   * Waits for room; may return for no reason.
   *
   * @param nanos longest time to wait, in nanoseconds
   * @throws IpcException if the kernel refuses
   */
  void await(long nanos) throws IpcException;

  /** Ends the wait, or the next one. May be called from any thread. */
  void wake();

  /**
   * Runs a task once everything that was sent has been written, or no process reads any more: at once if that is so
   * now, otherwise later on another thread.
   *
   * @param task to run
   * @throws IpcException if the kernel refuses
   */
  void whenOut(Runnable task) throws IpcException;

  /** {@return how much of what was sent is not out: bytes, or messages} Any thread may ask. */
  long unsent();

  /** {@return whether a message broke off when a part of it was out, so that nothing can follow it} */
  default boolean isTorn() {
    return false;
  }

  /**
   * Ends a torn stream at once, if that can be done before {@link #close}.
   *
   * @throws IpcException if the kernel refuses
   */
  default void breakOff() throws IpcException {}

  /**
   * Releases everything; no thread uses it any more.
   *
   * @throws IpcException if the kernel refuses
   */
  void close() throws IpcException;
}
