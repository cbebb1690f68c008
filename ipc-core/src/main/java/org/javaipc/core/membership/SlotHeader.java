package org.javaipc.core.membership;

/**
 * What each place for a sender starts with, in whatever kind of channel.
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

  /** Written by the receiver alone, as the state is by the sender while it has the slot. */
  public static final long REFUSED_OFFSET = PROCESS_OFFSET + Long.BYTES;

  /** States of a slot; the receiver frees it, a sender takes it, both under the name's lock. The sender leaves it. */
  public static final int FREE = 0;

  /** A sender has the slot. */
  public static final int JOINED = 1;

  /** Its sender has left; what it sent is still to be read. */
  public static final int CLOSED = 2;

  /** The sender wrote a malformed record; it is not read any more. */
  public static final int REFUSED = 1;

  private SlotHeader() {}
}
