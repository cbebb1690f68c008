package org.javaipc;

import java.io.Serial;

/**
 * The message is longer than the channel's {@code maxMessage}. Nothing of it was sent, and the channel still works.
 */
public class MessageTooLongException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** Length of the refused message in bytes. */
  private final long length;

  /** The channel's limit in bytes. */
  private final long limit;

  /**
   * Makes the exception.
   *
   * @param channel the channel, for the message
   * @param length of the refused message, in bytes
   * @param limit of the channel, in bytes
   */
  public MessageTooLongException(String channel, long length, long limit) {
    super(
        channel
            + ": the message is too long: length="
            + length
            + " maxMessage="
            + limit
            + "; send it in parts, or let the receiver open the channel with a larger maxMessage");
    this.length = length;
    this.limit = limit;
  }

  /** {@return the length of the refused message, in bytes} */
  public long length() {
    return length;
  }

  /** {@return the channel's limit, in bytes} */
  public long limit() {
    return limit;
  }
}
