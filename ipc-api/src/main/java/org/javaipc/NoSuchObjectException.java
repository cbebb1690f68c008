package org.javaipc;

import java.io.Serial;

/** Nothing has that name, key or id, or what had it has been removed meanwhile. */
public class NoSuchObjectException extends SystemCallException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message the call, the object, the error and the cure where one is known
   * @param errnoName the error's symbolic name, such as {@code ENOENT}
   */
  public NoSuchObjectException(String message, String errnoName) {
    super(message, errnoName);
  }
}
