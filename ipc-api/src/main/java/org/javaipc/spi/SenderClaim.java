package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.MessageTooLongException;

/**
 * The one claim of a sender, which returns it each time, and the checks of a sender's arguments. Allocates nothing. For
 * the thread that uses the sender.
 */
public final class SenderClaim implements Claim {
  private static final long NOTHING = -1;

  private final Address address;
  private final long maxMessage;
  private final Commit commit;
  private MemorySegment segment = MemorySegment.NULL;
  private long offset;
  private long length = NOTHING;

  /**
   * Creates the claim of a sender; nothing is claimed yet.
   *
   * @param address of the channel, for messages
   * @param maxMessage longest message in bytes
   * @param commit sends the message that was written
   */
  public SenderClaim(Address address, long maxMessage, Commit commit) {
    this.address = address;
    this.maxMessage = maxMessage;
    this.commit = commit;
  }

  /** {@return the longest message, in bytes} */
  public long maxMessage() {
    return maxMessage;
  }

  /**
   * Checks a message that is to be sent.
   *
   * @param message that holds it
   * @param start of it in the segment, in bytes
   * @param size of it in bytes
   * @throws MessageTooLongException if it is over {@link #maxMessage}
   * @throws IndexOutOfBoundsException if it is not within the segment
   * @throws IllegalStateException if something is claimed
   */
  public void checkMessage(MemorySegment message, long start, long size)
      throws MessageTooLongException {
    Objects.requireNonNull(message, "segment");
    Objects.checkFromIndexSize(start, size, message.byteSize());
    checkLength(size);
  }

  /**
   * Checks the length of what is to be claimed.
   *
   * @param size in bytes
   * @throws MessageTooLongException if it is over {@link #maxMessage}
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if something is claimed
   */
  public void checkClaim(long size) throws MessageTooLongException {
    if (size < 0) {
      throw new IllegalArgumentException("length=" + size + " is negative");
    }
    checkLength(size);
  }

  private void checkLength(long size) throws MessageTooLongException {
    if (size > maxMessage) {
      throw new MessageTooLongException(address.toString(), size, maxMessage);
    }
    if (length != NOTHING) {
      throw new IllegalStateException(
          address + ": the last claim was neither committed nor aborted; commit or abort it first");
    }
  }

  /**
   * {@return this claim, of room that was found}
   *
   * @param room that holds it
   * @param start of it in the segment, in bytes
   * @param size of it in bytes
   * @throws InternalError if the memory in which it was found was cut short: nothing is claimed then
   */
  public Claim open(MemorySegment room, long start, long size) {
    MemoryFault.settle();
    segment = room;
    offset = start;
    length = size;
    return this;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public long offset() {
    checkOpen();
    return offset;
  }

  @Override
  public long length() {
    checkOpen();
    return length;
  }

  @Override
  public void commit(long committed) throws IpcException {
    checkOpen();
    if (committed < 0 || committed > length) {
      throw new IllegalArgumentException(
          "length=" + committed + " is not within 0 to the claimed length=" + length);
    }
    length = NOTHING;
    commit.commit(committed);
  }

  @Override
  public void abort() {
    length = NOTHING;
  }

  private void checkOpen() {
    if (length == NOTHING) {
      throw new IllegalStateException(
          address + ": nothing is claimed; call claim() first, once for each message");
    }
  }

  /** Sends the beginning of the claimed room. */
  @FunctionalInterface
  public interface Commit {
    /**
     * Sends it.
     *
     * @param length of the message in bytes
     * @throws IpcException as {@link Claim#commit(long)} says
     */
    void commit(long length) throws IpcException;
  }
}
