package org.javaipc;

import java.io.Serial;

/**
 * An address that does not follow the grammar of {@link Address}, or an option that is not known.
 */
public class InvalidAddressException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message the address, what is wrong with it, and what would be right
   */
  public InvalidAddressException(String message) {
    super(message);
  }
}
