package org.javaipc.linux.channel.message;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/**
 * A kernel object that carries packets, each of which is a message: one side of a message queue or a
 * datagram socket. Receives and sends what is possible now; waits only in {@code await...}.
 *
 * <p>For one thread, but for {@link #wake}, and {@link #send} by the thread that runs the task of
 * {@link #whenWritable}; the two never send at once.
 */
public interface PacketPort extends AutoCloseable {
  /** Nothing is there to receive now. */
  long NOTHING = -1;

  /** {@return the object's name, for messages} */
  String name();

  /**
   * Takes the next packet.
   *
   * @param into native memory, as long as the longest message
   * @return its length in bytes; {@link #NOTHING}
   * @throws IpcException if the kernel refuses
   */
  long receive(MemorySegment into) throws IpcException;

  /**
   * Sends a packet if there is room for it now.
   *
   * @param from native memory
   * @param offset of the packet in bytes
   * @param length of the packet in bytes
   * @param held whether it is the caller's memory, which is not to be closed meanwhile
   * @return what became of it
   * @throws IpcException if the kernel refuses
   */
  MessageSink.Result send(MemorySegment from, long offset, long length, boolean held)
      throws IpcException;

  /**
   * {@return how many packets can be received now}
   *
   * @throws IpcException if the kernel refuses
   */
  long pending() throws IpcException;

  /**
   * {@return whether there is room for a packet, or the reading end is closed}
   *
   * @throws IpcException if the kernel refuses
   */
  boolean isWritable() throws IpcException;

  /**
   * Waits for a packet; may return for no reason.
   *
   * @param nanos longest time to wait, in nanoseconds
   * @throws IpcException if the kernel refuses
   */
  void awaitReadable(long nanos) throws IpcException;

  /**
   * Waits for room; may return for no reason.
   *
   * @param nanos longest time to wait, in nanoseconds
   * @throws IpcException if the kernel refuses
   */
  void awaitWritable(long nanos) throws IpcException;

  /**
   * Runs a task once, on another thread, when there is room, unless this is closed first.
   *
   * @param task to run; it does not wait
   * @throws IpcException if the kernel refuses
   */
  void whenWritable(Runnable task) throws IpcException;

  /** Ends the wait, or the next one. May be called from any thread. */
  void wake();

  /**
   * Releases everything.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  void close() throws IpcException;
}
