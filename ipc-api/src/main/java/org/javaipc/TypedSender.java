package org.javaipc;

import java.time.Duration;
import java.util.Objects;

/**
 * A {@link Sender} of values: a {@link Codec} writes a value directly into the channel's memory if it knows the size
 * beforehand, and into a buffer of this object if not. For one thread at a time; only {@link #close} may be called
 * from others. {@link #shared} makes one that many threads may use.
 *
 * <p>Every method that sends throws what {@link Sender} throws, including {@link MessageTooLongException} if the value
 * takes more than {@link Sender#maxMessage}. It throws an {@link IllegalArgumentException}, or another runtime
 * exception, if the codec refuses the value. In each of these cases nothing was sent, and the channel still works.
 *
 * <p>This object allocates nothing for a value whose {@link Codec#sizeBound} is known, except while it waits for room
 * with a timeout. The codec itself may allocate.
 *
 * <pre>{@code
 * try (TypedSender<String> sender = Ipc.sender("orders", Codec.text())) {
 *   sender.send("buy 100");
 * }
 * }</pre>
 *
 * @param <T> the values
 */
public sealed class TypedSender<T> implements AutoCloseable permits TypedPublisher {
  private final Sender sender;
  private final Codec<T> codec;

  /** That of the thread that needed one last. */
  private EncodingBuffer buffer = new EncodingBuffer();

  TypedSender(Sender sender, Codec<T> codec) {
    this.sender = Objects.requireNonNull(sender, "sender");
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /**
   * {@return a sender of values over one of bytes, which it closes} It does not compare types: {@link
   * Ipc#sender(String, Codec)} does.
   *
   * @param <T> the values
   * @param sender to send through; one that is {@linkplain Sender#shared shared} makes this one shared, too
   * @param codec writes the values
   */
  public static <T> TypedSender<T> of(Sender sender, Codec<T> codec) {
    return new TypedSender<>(sender, codec);
  }

  /** {@return the sender of bytes below, for its address and limits} */
  public Sender sender() {
    return sender;
  }

  /** {@return what writes the values} */
  public Codec<T> codec() {
    return codec;
  }

  /**
   * Sends a value if there is room for it now.
   *
   * @param value to send
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the value is too long
   */
  public boolean offer(T value) throws IpcException {
    long bound = claimable(value);
    if (bound >= 0) {
      Claim claim = sender.tryClaim(bound);
      if (claim == null) {
        return false;
      }
      commit(value, claim);
      return true;
    }
    EncodingBuffer encoded = buffer();
    long length = encoded.encode(codec, value, sender);
    return sender.offer(encoded.segment(), 0, length);
  }

  /**
   * Sends a value, waiting for room for as long as it takes.
   *
   * @param value to send
   * @throws IpcException if the receiver is gone, this end is closed, or the value is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(T value) throws IpcException, InterruptedException {
    long bound = claimable(value);
    if (bound >= 0) {
      commit(value, sender.claim(bound));
    } else {
      EncodingBuffer encoded = buffer();
      long length = encoded.encode(codec, value, sender);
      sender.send(encoded.segment(), 0, length);
    }
  }

  /**
   * Sends a value, waiting for room for at most the given time.
   *
   * @param value to send
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the value is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public boolean send(T value, Duration timeout) throws IpcException, InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    long bound = claimable(value);
    Claim claim = bound >= 0 ? sender.tryClaim(bound) : null;
    if (claim != null) {
      commit(value, claim);
      return true;
    }
    EncodingBuffer encoded = buffer();
    long length = encoded.encode(codec, value, sender);
    return sender.send(encoded.segment(), 0, length, timeout);
  }

  /** {@return how much to claim for a value; negative if it is to be encoded elsewhere and sent whole} */
  private long claimable(T value) {
    Objects.requireNonNull(value, "value");
    if (isShared()) {
      return Codec.UNKNOWN;
    }
    long bound = codec.sizeBound(value);
    return bound <= sender.maxMessage() ? bound : Codec.UNKNOWN;
  }

  private void commit(T value, Claim claim) throws IpcException {
    try (claim) {
      long room = claim.length();
      long length = codec.encode(value, claim.segment(), claim.offset(), room);
      if (length > room) {
        throw new IllegalStateException(
            "%s: the codec of the type %s encoded %s bytes, but its sizeBound was %s; nothing was sent"
                .formatted(sender.address(), codec.type(), length, room));
      }
      claim.commit(length);
    }
  }

  /** {@return where to encode what is not claimed: two threads never share a buffer} */
  private EncodingBuffer buffer() {
    if (isShared()) {
      return new EncodingBuffer();
    }
    EncodingBuffer encoded = buffer;
    if (!encoded.isOfThisThread()) {
      encoded = new EncodingBuffer();
      buffer = encoded;
    }
    return encoded;
  }

  private boolean isShared() {
    return sender instanceof SharedSender;
  }

  /**
   * {@return this end for any number of threads, as {@link Sender#shared} is} Each call encodes into an array of its
   * own. From then on, use and close this end only through it.
   */
  public TypedSender<T> shared() {
    return isShared() ? this : new TypedSender<>(sender.shared(), codec);
  }

  /**
   * Closes the sender below, as {@link Sender#close} says.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  public void close() throws IpcException {
    sender.close();
  }

  @Override
  public String toString() {
    return sender + " of " + codec.type();
  }
}
