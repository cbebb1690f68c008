package org.javaipc;

import java.io.Serial;

/**
 * A call to the kernel failed for a reason that has no class of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public class SystemCallException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** The error's symbolic name, such as {@code EINVAL}. */
  private final String errnoName;

  /**
   * Makes the exception.
   *
   * @param message the call, the object, the error and the cure where one is known
   * @param errnoName the error's symbolic name, such as {@code EINVAL}
   */
  public SystemCallException(String message, String errnoName) {
    super(message);
    this.errnoName = errnoName;
  }

  /** {@return the error's symbolic name, such as {@code EINVAL}} */
  public String errnoName() {
    return errnoName;
  }
}
