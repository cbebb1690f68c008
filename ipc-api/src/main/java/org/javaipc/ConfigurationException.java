package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A configuration file cannot be read, or has contents that are not understood. */
public class ConfigurationException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ConfigurationException(String message) {
    this(message, null);
  }
}
