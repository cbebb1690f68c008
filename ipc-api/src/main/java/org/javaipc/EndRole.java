package org.javaipc;

/** The kinds of ends. */
public enum EndRole {
  /** A {@link Sender}. */
  SENDER,
  /** A {@link Receiver}. */
  RECEIVER,
  /** A {@link Notifier}. */
  NOTIFIER,
  /** A {@link Listener}. */
  LISTENER,
  /** A {@link TopicPublisher}. */
  PUBLISHER,
  /** A {@link TopicSubscription}. */
  SUBSCRIPTION;

  /** {@return whether such an end takes messages, and so can be behind with them} */
  public boolean takesMessages() {
    return this == RECEIVER || this == SUBSCRIPTION;
  }
}
