package org.javaipc;

import java.io.Serial;

/**
 * An end states another type of messages than its peer: with {@code type=} in its address, or by the {@link Codec} that it
 * was opened with. Nothing was opened. Ends that state no type join any other.
 */
public class TypeMismatchException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** The type that this end states. */
  private final String stated;

  /** The type that the channel has. */
  private final String actual;

  /**
   * Makes the exception.
   *
   * @param address of the channel or server, for the message
   * @param stated by this end
   * @param actual type of the channel or server
   */
  public TypeMismatchException(Address address, String stated, String actual) {
    super(
        "%s: its messages are of the type %s, and this end has type=%s; use the same codec and version of the schema at both ends"
            .formatted(address, actual, stated));
    this.stated = stated;
    this.actual = actual;
  }

  /** {@return the type that this end states} */
  public String stated() {
    return stated;
  }

  /** {@return the type that the channel or server has} */
  public String actual() {
    return actual;
  }
}
