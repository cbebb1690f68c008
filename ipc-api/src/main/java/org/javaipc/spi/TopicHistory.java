package org.javaipc.spi;

/**
 * What a new subscription gets first: the option {@code history} of a topic.
 *
 * @param messages the most messages from each publisher's place
 * @param bytes the messages lie within this many last bytes of each place, framing included
 */
public record TopicHistory(long messages, long bytes) {
  /** Nothing: what is published from now on. */
  public static final TopicHistory NONE = new TopicHistory(0, 0);

  /** No limit of this kind; the other one applies. */
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
