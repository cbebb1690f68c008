package org.javaipc.pipe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.wait.PollableDescriptor;

/** The end of a pipe or FIFO into which bytes go. */
public final class PipeWriter extends PipeEnd {
  private static final int BUFFER = 64 << 10;

  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);

  PipeWriter(PollableDescriptor descriptor) {
    super(descriptor);
  }

  @Override
  public Address childAddress() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return new Address("pipe", "child", Map.of("pid", pid, "out", Integer.toString(fd())));
  }

  /**
   * Writes all that remains of a buffer, waiting for room for as long as it takes.
   *
   * @param from buffer, whose position moves as far as bytes were written
   * @throws PeerClosedException if the reading end is closed
   * @throws org.javaipc.ChannelClosedException if this end is closed, also during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; the position says what
   *     was written
   */
  public void write(ByteBuffer from) throws IpcException, InterruptedException {
    write(from, Long.MAX_VALUE);
  }

  /**
   * Writes all that remains of a buffer, waiting for room for at most the given time.
   *
   * @param from buffer, whose position moves as far as bytes were written
   * @param timeout longest time to wait; zero or less does not wait
   * @return bytes written; fewer than remained if the timeout elapsed
   * @throws PeerClosedException if the reading end is closed
   * @throws org.javaipc.ChannelClosedException if this end is closed, also during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; the position says what
   *     was written
   */
  public int write(ByteBuffer from, Duration timeout) throws IpcException, InterruptedException {
    return write(from, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /**
   * Writes what there is room for now; up to 4096 bytes ({@code PIPE_BUF}) whole or not at all.
   *
   * @param from buffer, whose position moves as far as bytes were written
   * @return bytes written; 0 if there is no room now
   * @throws PeerClosedException if the reading end is closed
   * @throws org.javaipc.ChannelClosedException if this end is closed
   * @throws IpcException if the kernel refuses
   */
  public int tryWrite(ByteBuffer from) throws IpcException {
    enter();
    try {
      return writeNow(from);
    } finally {
      exit();
    }
  }

  private int write(ByteBuffer from, long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      Deadline deadline = new Deadline(nanos);
      int done = 0;
      while (true) {
        int written = writeNow(from);
        done += written;
        if (!from.hasRemaining()) {
          return done;
        }
        long left = written > 0 ? Long.MAX_VALUE : deadline.left();
        if (left == 0) {
          return done;
        }
        if (written == 0) {
          descriptor.awaitWritable(left);
          checkOpen();
        }
      }
    } finally {
      exit();
    }
  }

  private int writeNow(ByteBuffer from) throws IpcException {
    int length = Math.min(BUFFER, from.remaining());
    if (length == 0) {
      return 0;
    }
    MemorySegment.copy(MemorySegment.ofBuffer(from), 0, buffer, 0, length);
    long written = stream.write(buffer, 0, length);
    if (written == ByteStream.GONE) {
      throw new PeerClosedException(
          descriptor.name() + ": the reading end is closed; unread data is lost");
    }
    if (written == ByteStream.WOULD_BLOCK) {
      return 0;
    }
    from.position(from.position() + (int) written);
    return (int) written;
  }
}
