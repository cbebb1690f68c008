package org.javaipc;

import org.jspecify.annotations.Nullable;

/**
 * What a timed receive returns: a message, or why there is none.
 *
 * <pre>{@code
 * switch (receiver.receiveString(Duration.ofSeconds(1))) {
 *   case Received.Message(String order) -> System.out.println(order);
 *   case Received.TimedOut() -> System.out.println("nothing for a second");
 *   case Received.Ended() -> System.out.println("every sender has closed");
 * }
 * }</pre>
 *
 * @param <T> what a message is received as
 */
public sealed interface Received<T> {
  /**
   * A message came.
   *
   * @param <T> what a message is received as
   * @param value the message
   */
  record Message<T>(T value) implements Received<T> {}

  /**
   * No message came in time; a later call may receive one.
   *
   * @param <T> what a message is received as
   */
  record TimedOut<T>() implements Received<T> {}

  /**
   * The stream has ended; no message will come.
   *
   * @param <T> what a message is received as
   */
  record Ended<T>() implements Received<T> {}

  /** {@return the message; null if none came} */
  default @Nullable T orNull() {
    return this instanceof Message<T>(T value) ? value : null;
  }

  /**
   * {@return the outcome of a receive}
   *
   * @param <T> what a message is received as
   * @param value the message; null if none came
   * @param ended whether the stream has ended, if none came
   */
  static <T> Received<T> of(@Nullable T value, boolean ended) {
    if (value != null) {
      return new Message<>(value);
    }
    return ended ? new Ended<>() : new TimedOut<>();
  }
}
