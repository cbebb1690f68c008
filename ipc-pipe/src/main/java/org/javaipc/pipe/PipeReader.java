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
import org.javaipc.Waitable;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.pipe.PipeCalls;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.ArgumentChecks;

/** The end of a pipe or FIFO from which bytes come, in order, without boundaries. */
public final class PipeReader extends PipeEnd implements Waitable {
  /** What reading returns when all writers have gone and everything is read. */
  public static final int END_OF_STREAM = -1;

  private static final long BUFFER = 64 << 10;

  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
  private boolean ended;

  PipeReader(PollableDescriptor descriptor) {
    super(descriptor);
  }

  @Override
  public Address childAddress() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return new Address("pipe", "child", Map.of("pid", pid, "in", Integer.toString(fd())));
  }

  /**
   * Reads what is there, waiting for something for as long as it takes.
   *
   * @param into buffer with room
   * @return bytes read, greater than 0; {@link #END_OF_STREAM}
   * @throws org.javaipc.ChannelClosedException if this end is closed, also during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was read
   */
  public int read(ByteBuffer into) throws IpcException, InterruptedException {
    return read(into, Long.MAX_VALUE);
  }

  /**
   * Reads what is there, waiting for something for at most the given time.
   *
   * @param into buffer with room
   * @param timeout longest time to wait; zero or less does not wait
   * @return bytes read; 0 if the timeout elapsed; {@link #END_OF_STREAM}
   * @throws org.javaipc.ChannelClosedException if this end is closed, also during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was read
   */
  public int read(ByteBuffer into, Duration timeout) throws IpcException, InterruptedException {
    return read(into, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /**
   * Reads what is there now.
   *
   * @param into buffer with room
   * @return bytes read; 0 if there are none now; {@link #END_OF_STREAM}
   * @throws org.javaipc.ChannelClosedException if this end is closed
   * @throws IpcException if the kernel refuses
   */
  public int tryRead(ByteBuffer into) throws IpcException {
    enter();
    try {
      return readNow(into);
    } finally {
      exit();
    }
  }

  /** Waits for bytes or the end; of a FIFO that has never had a writer, for the first one's bytes. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    Deadline deadline = new Deadline(ArgumentChecks.nanos(timeout));
    enter();
    try {
      while (!descriptor.isReadable()) {
        long left = deadline.left();
        if (left == 0) {
          return false;
        }
        descriptor.awaitReadable(left);
        checkOpen();
      }
      return true;
    } finally {
      exit();
    }
  }

  private int read(ByteBuffer into, long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      Deadline deadline = new Deadline(nanos);
      while (true) {
        int read = readNow(into);
        long left = read != 0 || !into.hasRemaining() ? 0 : deadline.left();
        if (left == 0) {
          return read;
        }
        descriptor.awaitReadable(left);
        checkOpen();
      }
    } finally {
      exit();
    }
  }

  private int readNow(ByteBuffer into) throws IpcException {
    if (!into.hasRemaining()) {
      return 0;
    }
    long read = stream.read(buffer, 0, Math.min(BUFFER, into.remaining()));
    if (read == 0) {
      // A FIFO that nobody has opened for writing yet has not ended.
      ended |= descriptor.isHungUp();
      return ended ? END_OF_STREAM : 0;
    }
    if (read == ByteStream.WOULD_BLOCK) {
      return 0;
    }
    into.put(buffer.asSlice(0, read).asByteBuffer());
    return (int) read;
  }

  /**
   * {@return how many bytes are there to be read}
   *
   * @throws IpcException if the kernel refuses
   */
  public long readable() throws IpcException {
    return guarded(stream::readable);
  }

  /**
   * Moves what is there now to another pipe, without copying it.
   *
   * @param to where it goes
   * @param most bytes to move, greater than 0
   * @return bytes moved; 0 if there are none now, or no room; {@link #END_OF_STREAM}
   * @throws PeerClosedException if its reading end is closed
   * @throws org.javaipc.ChannelClosedException if either end is closed
   * @throws IpcException if the kernel refuses
   */
  public long spliceTo(PipeWriter to, long most) throws IpcException {
    return toEnd(to, () -> PipeCalls.splice(descriptor, to.descriptor, most));
  }

  /**
   * Puts what is there now into another pipe, too, without copying or taking it.
   *
   * @param to where it goes as well
   * @param most bytes, greater than 0
   * @return bytes that are in both; 0 if there are none now, or no room; {@link #END_OF_STREAM}
   * @throws PeerClosedException if its reading end is closed
   * @throws org.javaipc.ChannelClosedException if either end is closed
   * @throws IpcException if the kernel refuses
   */
  public long teeTo(PipeWriter to, long most) throws IpcException {
    return toEnd(to, () -> PipeCalls.tee(descriptor, to.descriptor, most));
  }

  /** Both ends are held, so that neither number can become another file's during the call. */
  private long toEnd(PipeWriter to, Call call) throws IpcException {
    return guarded(() -> to.guarded(() -> moved(call.run(), to)));
  }

  private long moved(long result, PipeWriter to) throws IpcException {
    if (result == ByteStream.GONE) {
      throw new PeerClosedException(to.descriptor.name() + ": the reading end is closed");
    }
    if (result == 0) {
      return descriptor.isHungUp() ? END_OF_STREAM : 0;
    }
    return result == ByteStream.WOULD_BLOCK ? 0 : result;
  }
}
