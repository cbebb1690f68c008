package org.javaipc;

import java.io.Serial;

/**
 * Something has that name or key already, and it was to be recreated or with other properties. It was
 * left as it is.
 */
public class ObjectExistsException extends SystemCallException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message the call, the object, the error and the cure where one is known
   * @param errnoName the error's symbolic name, such as {@code EEXIST}
   */
  public ObjectExistsException(String message, String errnoName) {
    super(message, errnoName);
  }
}
