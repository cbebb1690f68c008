package org.javaipc.spi;

/**
 * What a new subscription gets first: the option {@code history} of a topic.
 *
 * @param messages how many messages of each publisher's place at most
 * @param bytes in how many last bytes of each place they lie, framing included
 */
public record TopicHistory(long messages, long bytes) {
  /** Nothing: what is published from now on. */
  public static final TopicHistory NONE = new TopicHistory(0, 0);

  /** Whatever is there, if it is limited otherwise. */
  private static final long ALL = Long.MAX_VALUE;

  /** Checks the numbers. */
  public TopicHistory {
    if (messages < 0 || bytes < 0) {
      throw new IllegalArgumentException("messages=" + messages + " bytes=" + bytes);
    }
  }

  /**
   * {@return the last messages}
   *
   * @param messages how many, from 0
   */
  public static TopicHistory ofMessages(long messages) {
    return new TopicHistory(messages, messages == 0 ? 0 : ALL);
  }

  /**
   * {@return the messages in the last bytes}
   *
   * @param bytes how many, from 0
   */
  public static TopicHistory ofBytes(long bytes) {
    return new TopicHistory(bytes == 0 ? 0 : ALL, bytes);
  }
}
