package org.javaipc;

import java.lang.foreign.MemorySegment;

/**
 * Room for one message inside the channel, to be written in place. A sender has one claim object, which it returns
 * each time; between {@link Sender#claim} and {@link #commit} or {@link
 * #abort} the sender can send nothing else.
 *
 * <pre>{@code
 * try (Claim claim = sender.claim(16)) {
 *   MemorySegment room = claim.room();
 *   room.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, id);
 *   room.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, price);
 *   claim.commit();
 * }
 * }</pre>
 *
 * <p>Leaving the block without {@code commit} aborts. Nothing of a claim is visible to the receiver
 * before {@code commit}, or at all if the sender dies first.
 */
public interface Claim extends AutoCloseable {
  /**
   * {@return the room alone, from 0 to its length, so that nothing else can be written} Valid until the claim is committed or
   * aborted. It is a small object, which the JIT compiler usually does not allocate; {@link #segment} and {@link #offset} never
   * allocate.
   */
  default MemorySegment room() {
    return segment().asSlice(offset(), length());
  }

  /** {@return the segment that holds the room; write nowhere else in it} */
  MemorySegment segment();

  /** {@return where the room begins in the segment, in bytes} */
  long offset();

  /** {@return the length that was claimed, in bytes} */
  long length();

  /**
   * Sends the message in its whole claimed length.
   *
   * @throws IpcException if the channel's receiver is gone or the channel is corrupt
   * @throws IllegalStateException if nothing is claimed
   */
  default void commit() throws IpcException {
    commit(length());
  }

  /**
   * Sends the first bytes of what was claimed as the message.
   *
   * @param length of the message in bytes, 0 to the claimed length
   * @throws IpcException if the channel's receiver is gone or the channel is corrupt
   * @throws IllegalStateException if nothing is claimed
   */
  void commit(long length) throws IpcException;

  /** Gives the room back; nothing is sent. Does nothing if nothing is claimed. */
  void abort();

  /** Aborts, unless the claim was committed. */
  @Override
  default void close() {
    abort();
  }
}
