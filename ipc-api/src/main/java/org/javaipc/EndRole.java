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
  SUBSCRIPTION
}
