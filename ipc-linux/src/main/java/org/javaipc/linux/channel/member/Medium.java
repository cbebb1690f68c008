package org.javaipc.linux.channel.member;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSource;

/**
 * The kernel's object behind a channel with a {@code KernelChannel}: all that a transport supplies.
 *
 * <p>The receiver's process calls {@link #create} while it alone has the name, and {@link #remove}
 * before it gives the name back. Each sender calls {@link #open}.
 */
public interface Medium {
  /** {@return the object's name, for messages} */
  String describe();

  /**
   * {@return the capacity that the object has for a stated one}
   *
   * @param stated capacity in bytes
   */
  long capacity(long stated);

  /**
   * Recreates the object, whatever a dead receiver left behind.
   *
   * @param geometry that is requested
   * @param notes 64 zero bytes, in which to record what senders need
   * @return its reading side
   * @throws IpcException if it cannot be created
   */
  Created create(ChannelLimits geometry, MemorySegment notes) throws IpcException;

  /**
   * Refuses what has the object's name and can never be one, before a sender waits for its receiver.
   *
   * @throws IpcException if something else has the name
   */
  default void check() throws IpcException {}

  /**
   * Opens the object of a live receiver.
   *
   * @param geometry of the channel
   * @param notes what {@link #create} recorded; any process may have overwritten it
   * @return its writing side; empty if the object does not exist (any more)
   * @throws IpcException if it cannot be opened
   */
  Optional<MessageSink> open(ChannelLimits geometry, MemorySegment notes) throws IpcException;

  /**
   * {@return whether the name still stands for the object that {@link #create} made; true if it has none}
   *
   * @param notes what {@link #create} noted
   * @throws IpcException if the kernel does not say
   */
  default boolean isNamed(MemorySegment notes) throws IpcException {
    return true;
  }

  /**
   * Removes the object's name, if it has one. Repeating it changes nothing.
   *
   * @throws IpcException if the kernel refuses
   */
  void remove() throws IpcException;

  /**
   * The result of {@link #create}.
   *
   * @param inlet the reading side
   * @param capacity that the object has, in bytes; 0 if it does not say
   */
  record Created(MessageSource inlet, long capacity) {}
}
