package org.javaipc.linux.channel.message;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Ioctl;
import org.javaipc.linux.raw.file.Uio;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.poll.Socket;
import org.javaipc.linux.wait.PollableDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that carries a stream of bytes: a pipe, a FIFO, a stream socket. Reads and writes what
 * is possible now. For one reading and one writing thread.
 */
public final class ByteStream implements AutoCloseable {
  /** Nothing is there to read, or there is no room, now. */
  public static final long WOULD_BLOCK = -1;

  /** There is no reader for what would be written. */
  public static final long GONE = -2;

  private static final long BASE = 0;
  private static final long LENGTH = Long.BYTES;

  private final PollableDescriptor descriptor;
  private final boolean connected;

  /** How many ends have not closed this yet. */
  private final AtomicInteger ends;

  private final MemorySegment vector = Arena.ofAuto().allocate(Uio.IOVEC, 2);
  private final MemorySegment number = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  /**
   * Takes ownership.
   *
   * @param descriptor opened with O_NONBLOCK
   */
  public ByteStream(PollableDescriptor descriptor) {
    this(descriptor, false, 1);
  }

  private ByteStream(PollableDescriptor descriptor, boolean connected, int ends) {
    this.descriptor = descriptor;
    this.connected = connected;
    this.ends = new AtomicInteger(ends);
  }

  /**
   * {@return the stream of a connected socket: its end is the end of the peer's}
   *
   * @param descriptor opened with O_NONBLOCK; the stream's from now on
   */
  public static ByteStream ofConnection(PollableDescriptor descriptor) {
    return new ByteStream(descriptor, true, 1);
  }

  /** {@return the same, used and closed by one that reads and one that writes} */
  public static ByteStream ofBothWays(PollableDescriptor descriptor) {
    return new ByteStream(descriptor, true, 2);
  }

  /**
   * {@return whether a read that returned 0 means that no process will write any more} Before a FIFO has its first
   * writer, it does not.
   *
   * @throws IpcException if the kernel refuses
   */
  boolean isOver() throws IpcException {
    return connected || descriptor.isHungUp();
  }

  /** {@return the descriptor, to wait on; it stays this object's} */
  public PollableDescriptor descriptor() {
    return descriptor;
  }

  /**
   * Reads what is there.
   *
   * @param into native memory
   * @param offset in it, in bytes
   * @param length most bytes to read, greater than 0
   * @return bytes read; 0 at the end of the stream; {@link #WOULD_BLOCK}
   * @throws IpcException if the kernel refuses
   */
  public long read(MemorySegment into, long offset, long length) throws IpcException {
    Objects.checkFromIndexSize(offset, length, into.byteSize());
    try {
      return read(into.address() + offset, length);
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  private long read(long address, long length) throws IpcException {
    while (true) {
      long returned = Unistd.read(descriptor.fd(), address, length);
      if (!Errno.failed(returned)) {
        return returned;
      }
      if (Errno.wouldBlock(returned)) {
        return WOULD_BLOCK;
      }
      if (Errno.brokenPipe(returned)) {
        return 0; // a socket whose peer has gone with unread data
      }
      if (!Errno.interrupted(returned)) {
        throw SystemErrors.of(returned, "read", descriptor.name());
      }
    }
  }

  /**
   * Writes what there is room for.
   *
   * @param from native memory
   * @param offset in it, in bytes
   * @param length bytes to write
   * @return bytes written, which may be fewer; {@link #WOULD_BLOCK}; {@link #GONE}
   * @throws IpcException if the kernel refuses
   */
  public long write(MemorySegment from, long offset, long length) throws IpcException {
    Objects.checkFromIndexSize(offset, length, from.byteSize());
    try {
      long returned;
      do {
        returned = Unistd.write(descriptor.fd(), from.address() + offset, length);
      } while (Errno.interrupted(returned));
      return written(returned, "write");
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  /**
   * Writes as much as there is room for, from two consecutive ranges.
   *
   * @param first native memory
   * @param firstLength bytes to write from its start
   * @param second native memory of the caller, which cannot be closed during the call
   * @param offset in it, in bytes
   * @param length bytes to write from there
   * @return bytes written, which may be fewer; {@link #WOULD_BLOCK}; {@link #GONE}
   * @throws IpcException if the kernel refuses; then nothing was written
   * @throws IllegalStateException if the second range is closed; then nothing was written
   */
  public long write(
      MemorySegment first, long firstLength, MemorySegment second, long offset, long length)
      throws IpcException {
    vector.set(ValueLayout.JAVA_LONG, BASE, first.address());
    vector.set(ValueLayout.JAVA_LONG, LENGTH, firstLength);
    vector.set(ValueLayout.JAVA_LONG, 2 * Long.BYTES + BASE, second.address() + offset);
    vector.set(ValueLayout.JAVA_LONG, 2 * Long.BYTES + LENGTH, length);
    long returned;
    do {
      returned = Uio.writev(descriptor.fd(), vector, 2, second);
    } while (Errno.interrupted(returned));
    return written(returned, "writev");
  }

  private long written(long returned, String call) throws IpcException {
    if (Errno.wouldBlock(returned)) {
      return WOULD_BLOCK;
    }
    if (Errno.brokenPipe(returned)) {
      return GONE;
    }
    return SystemErrors.check(returned, call, descriptor.name());
  }

  /**
   * {@return how many bytes can be read now}
   *
   * @throws IpcException if the kernel refuses
   */
  public long readable() throws IpcException {
    int returned = Ioctl.ioctl(descriptor.fd(), Ioctl.FIONREAD, number);
    SystemErrors.check(returned, "ioctl(FIONREAD)", descriptor.name());
    return Integer.toUnsignedLong(number.get(ValueLayout.JAVA_INT, 0));
  }

  /**
   * {@return a copy of what the kernel holds, where it stays to be read; empty if nothing does, or this is closed; null where the kernel
   * shows nothing: a pipe} Any thread may call it; the result is exact only if no thread reads meanwhile.
   *
   * @param arena for the copy
   * @throws IpcException if the kernel refuses
   */
  @Nullable MemorySegment unread(Arena arena) throws IpcException {
    if (!connected) {
      return null;
    }
    MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
    return descriptor.whileOpen(
        fd -> {
          SystemErrors.check(
              Ioctl.ioctl(fd, Ioctl.FIONREAD, size), "ioctl(FIONREAD)", descriptor.name());
          int there = size.get(ValueLayout.JAVA_INT, 0);
          MemorySegment copy = arena.allocate(Math.max(1, there));
          long seen = there > 0 ? Socket.recv(fd, copy.address(), there, Socket.MSG_PEEK) : 0;
          return copy.asSlice(0, Math.max(0, seen)); // the reader gets the error
        },
        MemorySegment.NULL);
  }

  /** Ends all waits and closes the descriptor, when all ends have closed this, each of them once. */
  @Override
  public void close() {
    if (ends.decrementAndGet() == 0) {
      descriptor.close();
    }
  }
}
