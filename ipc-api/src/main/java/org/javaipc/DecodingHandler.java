package org.javaipc;

import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes values of messages and passes them on. For one thread at a time. */
final class DecodingHandler<T> implements MessageHandler {
  private final Receiver receiver;
  private final Codec<T> codec;
  private @Nullable Consumer<? super T> action;
  private @Nullable T value;

  DecodingHandler(Receiver receiver, Codec<T> codec) {
    this.receiver = receiver;
    this.codec = codec;
  }

  /** Passes the values of the next call on; null keeps its last one. */
  void prepare(@Nullable Consumer<? super T> next) {
    action = next;
    value = null;
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    T decoded;
    try {
      decoded = codec.decode(segment, offset, length);
      if (decoded == null) {
        throw new IOException("the codec returned null");
      }
    } catch (IOException | RuntimeException e) {
      throw new Stop(
          new MalformedMessageException(receiver.address().toString(), codec.type(), length, e));
    }
    Consumer<? super T> taker = action;
    if (taker == null) {
      value = decoded;
    } else {
      taker.accept(decoded);
    }
  }

  /** {@return the value of the last call, which is then forgotten; null if there was none} */
  @Nullable T value() {
    T last = value;
    value = null;
    return last;
  }

  /** Takes a call out of its loop, so that no message after the refused one is taken. */
  static final class Stop extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final MalformedMessageException reason;

    private Stop(MalformedMessageException reason) {
      super(reason.getMessage(), null, false, false);
      this.reason = reason;
    }

    MalformedMessageException reason() {
      return reason;
    }
  }
}
