package org.javaipc;

import java.io.Serial;

/**
 * A library that an integration works with is missing or too old. The message names its artifact and the least version;
 * the cause is the JVM's error.
 */
public class LibraryUnavailableException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause the error of the JVM that could not link the library
   */
  public LibraryUnavailableException(String message, LinkageError cause) {
    super(message, cause);
  }
}
