package org.javaipc;

import java.util.Objects;

/**
 * A {@link TopicPublisher} of values. For one thread at a time; only {@link #close} may be called from others.
 *
 * <pre>{@code
 * try (TypedPublisher<Price> prices = Ipc.publisher("prices", priceCodec)) {
 *   prices.publish(new Price("EURUSD", 1.0842));
 * }
 * }</pre>
 *
 * @param <T> the values
 */
public final class TypedPublisher<T> extends TypedSender<T> {
  private final TopicPublisher publisher;

  private TypedPublisher(TopicPublisher publisher, Codec<T> codec) {
    super(publisher, codec);
    this.publisher = publisher;
  }

  /**
   * {@return a publisher of values over one of bytes, which it closes} It does not compare types: {@link
   * Ipc#publisher(String, Codec)} does.
   *
   * @param <T> the values
   * @param publisher of bytes
   * @param codec writes the values
   */
  public static <T> TypedPublisher<T> of(TopicPublisher publisher, Codec<T> codec) {
    return new TypedPublisher<>(Objects.requireNonNull(publisher, "publisher"), codec);
  }

  /** {@return the publisher of bytes below, for its counters and {@code sync}} */
  public TopicPublisher publisher() {
    return publisher;
  }

  /**
   * Publishes a value.
   *
   * @param value to publish
   * @throws IpcException as {@link TypedSender} says; nothing was published
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  public void publish(T value) throws IpcException, InterruptedException {
    send(value);
  }
}
