package org.javaipc.core.membership;

/**
 * The header of each place for a sender, in every kind of channel.
 *
 * <pre>
 * +------+--------------------------------+
 * |    0 | state                          |
 * |    8 | sender's process slot          |
 * |   16 | whether the sender is refused  |
 * +------+--------------------------------+
 * </pre>
 */
public final class SlotHeader {
  public static final long STATE_OFFSET = 0;
  public static final long PROCESS_OFFSET = STATE_OFFSET + Long.BYTES;

  /** Only the receiver writes it, just as only the sender writes the state while it has the slot. */
  public static final long REFUSED_OFFSET = PROCESS_OFFSET + Long.BYTES;

  /**
   * States of a slot. The receiver frees it and a sender takes it, both under the name's lock; the sender leaves it
   * without the lock.
   */
  public static final int FREE = 0;

  /** A sender has the slot. */
  public static final int JOINED = 1;

  /** Its sender has left, but its messages have not all been read. */
  public static final int CLOSED = 2;

  /** The sender wrote a malformed record, and is not read any more. */
  public static final int REFUSED = 1;

  private SlotHeader() {}
}
