package org.javaipc.linux.mqueue;

/** Names of POSIX message queues: a slash followed by characters other than a slash. */
final class PosixQueueName {
  private static final int LONGEST = 255;

  private PosixQueueName() {}

  /**
   * {@return the name as C has it, {@code /orders}}
   *
   * @param name with or without the slash
   * @throws IllegalArgumentException if no queue can have the name
   */
  static String of(String name) {
    String plain = name.startsWith("/") ? name.substring(1) : name;
    if (plain.isEmpty()
        || plain.length() > LONGEST
        || plain.equals(".")
        || plain.equals("..")
        || plain.indexOf('/') >= 0
        || plain.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "name="
              + name
              + " is not valid for a POSIX queue: 1 to "
              + LONGEST
              + " characters other than a slash, with or without a slash before them");
    }
    return "/" + plain;
  }
}
