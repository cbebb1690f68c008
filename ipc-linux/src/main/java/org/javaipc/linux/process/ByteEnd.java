package org.javaipc.linux.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.linux.wait.UseGuard;

/**
 * Our end of a pipe as bytes: for one thread, whose waits an interrupt ends, and any closer. A virtual
 * thread that waits does not hold its carrier.
 */
public final class ByteEnd implements AutoCloseable {
  private static final long LOOK_AGAIN = 10_000_000_000L;
  private static final int BUFFER = 8192;

  private final PollableDescriptor descriptor;
  private final UseGuard guard;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);

  ByteEnd(Descriptor descriptor) {
    this.descriptor = new PollableDescriptor(descriptor);
    this.guard = new UseGuard(descriptor.name(), getClass());
  }

  /**
   * Reads what there is, waiting for at least one byte.
   *
   * @param bytes to read into
   * @param offset of the first
   * @param length most to read, at least 1
   * @return how many were read; -1 at the end
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if this end is closed
   */
  public int read(byte[] bytes, int offset, int length) throws IOException {
    enter();
    try {
      while (true) {
        long returned = Unistd.read(descriptor.fd(), buffer, Math.min(length, BUFFER));
        if (returned >= 0) {
          MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, (int) returned);
          return returned == 0 ? -1 : (int) returned;
        }
        if (isToWait(returned, "read")) {
          descriptor.awaitReadable(LOOK_AGAIN);
        }
      }
    } finally {
      guard.exit();
    }
  }

  /**
   * Waits for a byte or the end.
   *
   * @param nanos longest time to wait, in nanoseconds; zero or less does not wait
   * @return whether there is one
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IpcException if this end is closed
   */
  public boolean awaitReadable(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    enter();
    try {
      while (!descriptor.isReadable()) {
        long left = nanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        descriptor.awaitReadable(left);
        if (guard.isClosed()) {
          throw closed();
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      guard.exit();
    }
  }

  /**
   * Writes all, waiting for room.
   *
   * @param bytes to write from
   * @param offset of the first
   * @param length how many
   * @throws InterruptedIOException if the thread is interrupted while it waits; its {@code
   *     bytesTransferred} says how many bytes are out
   * @throws PeerClosedException if no process can read them any more
   * @throws IOException if this end is closed
   */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    enter();
    int done = 0;
    try {
      while (done < length) {
        int part = Math.min(length - done, BUFFER);
        MemorySegment.copy(bytes, offset + done, buffer, ValueLayout.JAVA_BYTE, 0, part);
        long returned = Unistd.write(descriptor.fd(), buffer, part);
        if (returned >= 0) {
          done += (int) returned;
        } else if (isToWait(returned, "write")) {
          descriptor.awaitWritable(LOOK_AGAIN);
        }
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    } finally {
      guard.exit();
    }
  }

  private void enter() throws IpcException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  /** {@return whether to wait before the next try, after a call that failed} */
  private boolean isToWait(long returned, String call) throws IOException {
    if (guard.isClosed()) {
      throw closed();
    }
    if (Errno.interrupted(returned)) {
      return false;
    }
    if (Errno.brokenPipe(returned)) {
      throw new PeerClosedException(descriptor.name() + ": its reading end is closed");
    }
    if (!Errno.wouldBlock(returned)) {
      throw SystemErrors.of(returned, call, descriptor.name());
    }
    if (Thread.interrupted()) {
      throw new InterruptedIOException(descriptor.name() + ": interrupted while waiting");
    }
    return true;
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(descriptor.name() + ": this end is closed");
  }

  /** Closes this end, from any thread; a thread that waits gets an exception. */
  @Override
  public void close() {
    if (guard.close(descriptor::wake)) {
      descriptor.close();
    }
  }
}
