package org.javaipc;

import java.io.Serial;

/**
 * A log does not have the position that is asked for: its record was removed with the age or the size that the log may have, or
 * the log was recreated. {@link #first} says where it begins now.
 */
public class HistoryGoneException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** Position of the oldest record that is there. */
  private final long first;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param first position of the oldest record that is there
   */
  public HistoryGoneException(String message, long first) {
    super(message);
    this.first = first;
  }

  /** {@return the position of the oldest record that is there; where to go on with {@code from=}} */
  public long first() {
    return first;
  }
}
