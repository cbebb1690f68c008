package org.javaipc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TopicSubscription} of values. For one thread at a time; only {@link #close} may be called from others.
 *
 * <pre>{@code
 * try (TypedSubscription<Price> prices = Ipc.subscribe("prices", priceCodec)) {
 *   prices.forEach(price -> show(price));
 * }
 * }</pre>
 *
 * @param <T> the values
 */
public final class TypedSubscription<T> extends TypedReceiver<T> {
  private final TopicSubscription subscription;

  private TypedSubscription(TopicSubscription subscription, Codec<T> codec) {
    super(subscription, codec);
    this.subscription = subscription;
  }

  /**
   * {@return a subscription of values over one of bytes, which it closes} It does not compare types:
   * {@link Ipc#subscribe(String, Codec)} does.
   *
   * @param <T> the values
   * @param subscription of bytes
   * @param codec reads the values
   */
  public static <T> TypedSubscription<T> of(TopicSubscription subscription, Codec<T> codec) {
    return new TypedSubscription<>(Objects.requireNonNull(subscription, "subscription"), codec);
  }

  /** {@return the subscription of bytes below, for its counters and position} */
  public TopicSubscription subscription() {
    return subscription;
  }

  /**
   * {@return the latest value, without waiting, even if it was received before; null if there is none} As with
   * {@link TopicSubscription#latest()}, earlier values are skipped.
   *
   * @throws MalformedMessageException if the codec cannot read it
   * @throws IpcException as {@link TopicSubscription} says
   */
  public @Nullable T latest() throws IpcException {
    DecodingHandler<T> decoding = begin(null);
    try {
      subscription.latest(decoding);
      return decoding.value();
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }
}
