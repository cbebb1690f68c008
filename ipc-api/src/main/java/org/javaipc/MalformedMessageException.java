package org.javaipc;

import java.io.IOException;
import java.io.Serial;

/**
 * A message arrived whole, but the {@link Codec} of its receiver cannot make a value of its bytes: the sender has
 * another schema, or none. The message was taken; the channel is intact, and the receiver can go on with the next message.
 */
public class MalformedMessageException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** The type that was expected. */
  private final String type;

  /** Length of the message in bytes. */
  private final long length;

  /**
   * Makes the exception.
   *
   * @param channel the channel, for the message
   * @param type of the codec
   * @param length of the message, in bytes
   * @param cause what the codec threw
   */
  public MalformedMessageException(String channel, String type, long length, Throwable cause) {
    super(
        channel
            + ": a message of "
            + length
            + " bytes is not a value of the type "
            + type
            + ": "
            + reason(cause)
            + "; it was taken, and the receiver can go on; state the type at both ends, so that a peer with another schema is refused",
        cause);
    this.type = type;
    this.length = length;
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return cause instanceof IOException && message != null ? message : cause.toString();
  }

  /** {@return the type of the codec that refused the message} */
  public String type() {
    return type;
  }

  /** {@return the length of the message, in bytes} */
  public long length() {
    return length;
  }
}
