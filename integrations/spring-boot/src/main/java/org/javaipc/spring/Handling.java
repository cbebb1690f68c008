package org.javaipc.spring;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Calls a method for messages, counts, and tells the error handler. For any number of threads. */
final class Handling {
  private final String source;
  private final BeanMethod method;
  private final IpcErrorHandler errors;
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  /** What the error handler threw: the end of the endpoint. */
  private volatile @Nullable Throwable fatal;

  Handling(String source, BeanMethod method, IpcErrorHandler errors) {
    this.source = source;
    this.method = method;
    this.errors = errors;
  }

  /** {@return what the method returned; null if it failed, or returned nothing} */
  @Nullable Object message(MessageReader reader, MemorySegment segment, long offset, long length) {
    try {
      Object answer = method.call(reader.read(segment, offset, length));
      handled.incrementAndGet();
      return answer;
    } catch (Throwable e) {
      failed(e, MessageReader.copy(segment, offset, length));
      return null;
    }
  }

  /** The method has failed with something that is not a message. */
  void failed(Throwable failure, byte[] message) {
    failures.incrementAndGet();
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    try {
      errors.onError(source, message, failure);
    } catch (RuntimeException | Error e) {
      if (!e.equals(failure)) {
        e.addSuppressed(failure);
      }
      fatal = e;
    }
  }

  @Nullable Object call(Object argument) throws Throwable {
    Object answer = method.call(argument);
    handled.incrementAndGet();
    return answer;
  }

  @Nullable Throwable fatal() {
    return fatal;
  }

  long handled() {
    return handled.get();
  }

  long failures() {
    return failures.get();
  }

  @Override
  public String toString() {
    return source;
  }
}
