package org.javaipc.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.wait.UseGuard;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket: for one thread at a time, closed from any, waiting until an interrupt, a
 * deadline or the closing ends it.
 */
final class Direction {
  private static final int COPY_BYTES = 1 << 16;

  private final SocketDescriptor socket;
  private final boolean reads;
  private final UseGuard guard;
  private @Nullable MemorySegment copy;

  Direction(SocketDescriptor socket, boolean reads) {
    this.socket = socket;
    this.reads = reads;
    this.guard = new UseGuard(socket.toString(), getClass());
  }

  /** A call that does not wait. */
  interface Attempt<T extends @Nullable Object> {
    /** {@return what it came to; null if it would have had to wait} */
    T run() throws IpcException;
  }

  /** Runs a call once; {@return what it came to}. */
  <T extends @Nullable Object> T once(Attempt<T> attempt) throws IpcException {
    enter();
    try {
      return attempt.run();
    } finally {
      guard.exit();
    }
  }

  /**
   * Runs a call until it need not wait, or the time is over.
   *
   * @param timeout null for as long as it takes
   * @return what it came to; null if the timeout elapsed
   */
  <T> @Nullable T await(@Nullable Duration timeout, Attempt<@Nullable T> attempt)
      throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long limit = timeout == null ? Long.MAX_VALUE : nanos(timeout);
    enter();
    try {
      while (true) {
        T result = attempt.run();
        long left = limit - (System.nanoTime() - start);
        if (result != null || left <= 0) {
          return result;
        }
        pause(left);
      }
    } finally {
      guard.exit();
    }
  }

  /** Waits until something, or the end, can be read; {@return false if the timeout elapsed}. */
  boolean awaitReadable(Duration timeout) throws IpcException, InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    Boolean readable = await(timeout, () -> socket.pollable().isReadable() ? Boolean.TRUE : null);
    return readable != null;
  }

  private void pause(long nanos) throws IpcException, InterruptedException {
    if (reads) {
      socket.pollable().awaitReadable(nanos);
    } else {
      socket.pollable().awaitWritable(nanos);
    }
    if (guard.isClosed()) {
      throw closed();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** {@return native memory to go between the kernel and an array} */
  MemorySegment copy() {
    MemorySegment made = copy;
    if (made == null) {
      made = Arena.ofAuto().allocate(COPY_BYTES);
      copy = made;
    }
    return made;
  }

  /** {@return a duration in nanoseconds; the longest if it is longer than that} */
  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  boolean isClosed() {
    return guard.isClosed();
  }

  /** Keeps everybody away from now on; {@return whether this is the first time}. */
  boolean close() {
    return guard.close(socket.pollable()::wake);
  }

  private void enter() throws ChannelClosedException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(socket + ": this socket is closed");
  }
}
