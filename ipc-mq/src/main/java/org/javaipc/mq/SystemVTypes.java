package org.javaipc.mq;

/**
 * Which messages of a {@link SystemVMessageQueue} to take, by their type, and how many of a message's
 * bytes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msgop.2.html">msgtyp in msgop(2)</a>
 */
public final class SystemVTypes {
  private static final SystemVTypes ANY = new SystemVTypes(0, false, -1, false);

  private final long type;
  private final boolean except;
  private final long most;
  private final boolean truncating;

  private SystemVTypes(long type, boolean except, long most, boolean truncating) {
    this.type = type;
    this.except = except;
    this.most = most;
    this.truncating = truncating;
  }

  /** {@return the oldest message, of whatever type} */
  public static SystemVTypes any() {
    return ANY;
  }

  /**
   * {@return the oldest message of one type}
   *
   * @param type greater than 0
   */
  public static SystemVTypes exactly(long type) {
    return new SystemVTypes(check(type), false, -1, false);
  }

  /**
   * {@return the oldest message of the lowest type there is, if that is not over a number}
   *
   * @param type greater than 0
   */
  public static SystemVTypes upTo(long type) {
    return new SystemVTypes(-check(type), false, -1, false);
  }

  /**
   * {@return the oldest message of any other type}
   *
   * @param type greater than 0
   */
  public static SystemVTypes except(long type) {
    return new SystemVTypes(check(type), true, -1, false);
  }

  /**
   * {@return the same, where a longer message is an error and stays in the queue}
   *
   * @param bytes of a message, at least 0
   */
  public SystemVTypes atMost(long bytes) {
    return new SystemVTypes(type, except, checkLength(bytes), false);
  }

  /**
   * {@return the same, where a longer message is cut and the rest of it is lost}
   *
   * @param bytes of a message, at least 0
   */
  public SystemVTypes truncatedTo(long bytes) {
    return new SystemVTypes(type, except, checkLength(bytes), true);
  }

  static long check(long type) {
    if (type < 1) {
      throw new IllegalArgumentException("type=" + type + " is not over 0");
    }
    return type;
  }

  private static long checkLength(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes=" + bytes + " is negative");
    }
    return bytes;
  }

  /** {@return C's msgtyp} */
  long msgtyp() {
    return type;
  }

  boolean isExcept() {
    return except;
  }

  /** {@return most bytes to take; negative for a whole message} */
  long most() {
    return most;
  }

  boolean isTruncating() {
    return truncating;
  }

  @Override
  public String toString() {
    String types = except ? "except " + type : type < 0 ? "up to " + -type : "type " + type;
    String limit = most < 0 ? "" : (truncating ? ", truncated to " : ", at most ") + most;
    return (type == 0 ? "any type" : types) + limit;
  }
}
