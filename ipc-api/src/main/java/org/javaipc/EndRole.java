package org.javaipc;

/** The four kinds of ends. */
public enum EndRole {
  /** A {@link Sender}. */
  SENDER,
  /** A {@link Receiver}. */
  RECEIVER,
  /** A {@link Notifier}. */
  NOTIFIER,
  /** A {@link Listener}. */
  LISTENER
}
