package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the system is reached: memory, /dev/shm, a disk, descriptors, queues. What was open still works.
 */
public class ResourceLimitException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ResourceLimitException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ResourceLimitException(String message) {
    this(message, null);
  }
}
