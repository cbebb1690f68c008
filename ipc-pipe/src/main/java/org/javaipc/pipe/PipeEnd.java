package org.javaipc.pipe;

import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.linux.wait.UseGuard;

/**
 * One end of a pipe or FIFO. For one thread at a time; only {@link #close} may be called from others.
 * It is not inherited by children that the JDK starts; another process of this user attaches to it by
 * {@link #childAddress}, a child of {@code ipc-process} can be handed it.
 */
public abstract sealed class PipeEnd implements AutoCloseable permits PipeReader, PipeWriter {
  final ByteStream stream;
  final PollableDescriptor descriptor;
  private final UseGuard guard;

  PipeEnd(PollableDescriptor descriptor) {
    this.descriptor = descriptor;
    this.stream = new ByteStream(descriptor);
    this.guard = new UseGuard(descriptor.name(), getClass());
  }

  /**
   * {@return the number of the descriptor, such as a child is handed} It does not wait (O_NONBLOCK), nor
   * does it in a child that inherits it, which {@code pipe:child} is made for. A program like {@code cat}
   * that is not opens the end again, as {@code /proc/PID/fd/N}, where it waits.
   */
  public final int fd() {
    return descriptor.fd();
  }

  /** {@return the address by which another process of this user and pid namespace opens this end} */
  public abstract Address childAddress();

  /**
   * {@return how many bytes the pipe holds}
   *
   * @throws IpcException if the kernel refuses
   */
  public final long capacity() throws IpcException {
    return guarded(() -> PipeCalls.capacity(descriptor));
  }

  /**
   * Changes how many bytes the pipe holds; the kernel rounds up to a power of two pages.
   *
   * @param bytes to hold, greater than 0
   * @return bytes that it holds now
   * @throws org.javaipc.ResourceLimitException if that is more than {@code fs.pipe-max-size}, and this
   *     user has no privilege
   * @throws IpcException if the kernel refuses for another reason, for instance because more is in it
   */
  public final long setCapacity(long bytes) throws IpcException {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes=" + bytes + " is not over 0");
    }
    return guarded(() -> PipeCalls.setCapacity(descriptor, bytes));
  }

  /**
   * Asks for the place in the stream, which a pipe does not have.
   *
   * @return never
   * @throws org.javaipc.SystemCallException always, with ESPIPE
   * @throws IpcException if this end is closed
   */
  public final long position() throws IpcException {
    return guarded(() -> PipeCalls.position(descriptor));
  }

  /** Closes this end; a thread that waits on it gets {@link ChannelClosedException}. */
  @Override
  public final void close() {
    if (guard.close(descriptor::wake)) {
      stream.close();
    }
  }

  final void enter() throws ChannelClosedException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  final void exit() {
    guard.exit();
  }

  final void checkOpen() throws ChannelClosedException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(descriptor.name() + ": this end is closed");
  }

  final long guarded(Call call) throws IpcException {
    enter();
    try {
      return call.run();
    } finally {
      exit();
    }
  }

  /** A call that does not wait. */
  @FunctionalInterface
  interface Call {
    /** Runs it. */
    long run() throws IpcException;
  }

  /** A deadline, and whether the thread is to go on waiting. */
  static final class Deadline {
    private final long begin = System.nanoTime();
    private final long nanos;

    Deadline(long nanos) {
      this.nanos = nanos;
    }

    /** {@return the nanoseconds left; 0 if there are none} */
    long left() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - begin));
    }
  }
}
