package org.javaipc;

import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of messages and passes them on. It belongs to the thread that made it and serves one of its calls at a time, so that another call, which the
 * receiver refuses, changes nothing of that one.
 */
final class DecodingHandler<T> implements MessageHandler {
  private final Receiver receiver;
  private final Codec<T> codec;
  private final Thread user = Thread.currentThread();
  private boolean inUse;
  private @Nullable Consumer<? super T> action;
  private @Nullable T value;

  DecodingHandler(Receiver receiver, Codec<T> codec) {
    this.receiver = receiver;
    this.codec = codec;
  }

  /** {@return whether this thread may begin a call with it} */
  @SuppressWarnings("ReferenceEquality") // a subclass may call two threads equal
  boolean isFree() {
    return user == Thread.currentThread() && !inUse;
  }

  /** Begins a call whose values are passed on; null keeps its last one. */
  void begin(@Nullable Consumer<? super T> next) {
    inUse = true;
    action = next;
    value = null;
  }

  /** Ends the call. */
  void end() {
    action = null;
    value = null;
    inUse = false;
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

  /** {@return the value that the call has taken; null if there was none} */
  @Nullable T value() {
    return value;
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
