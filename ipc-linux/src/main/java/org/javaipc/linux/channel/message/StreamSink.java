package org.javaipc.linux.channel.message;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Messages into a stream of bytes, framed as {@link StreamSource} says. A message whose beginning is out
 * counts as sent; what there was no room for sits in a buffer, which the next call or the reactor
 * writes as soon as there is room. Until then there is no room for another message. If the rest cannot be
 * had, because the caller's memory was closed just then, nothing ever follows: the stream is torn.
 */
public final class StreamSink implements MessageSink {
  private static final System.Logger LOG = System.getLogger(StreamSink.class.getName());
  private static final long FRAME = StreamSource.FRAME;

  /** Up to this length a message is copied behind its frame: quicker than two ranges. */
  private static final long SMALL = 16 << 10;

  /** How long a patient sender waits for a receiver to go on reading: then it reads slowly. */
  private static final long LINGER_NANOS = 2_000_000;

  private final ByteStream stream;
  private final @Nullable Duplex socket;
  private final long frame;

  /** Bytes behind a message: its line feed. */
  private final long tail;

  private MemorySegment staging;

  // Guarded by this, from here on.
  private MemorySegment rest = MemorySegment.NULL;
  private long restBegin;
  private long restEnd;
  private @Nullable Runnable whenOut;

  /** Whether there is a rest; written under the lock. */
  private volatile boolean unfinished;

  /**
   * Set while bytes of a message may be out of which nobody knows how many: what is found so by a later call
   * was left by one that failed at the worst moment, of a stack that overflowed, say. By the user without the
   * lock if there is no rest.
   */
  private boolean torn;

  /**
   * Writes to a stream, which is closed with this.
   *
   * @param stream to write to
   * @param geometry of the channel
   */
  public StreamSink(ByteStream stream, ChannelLimits geometry) {
    this(stream, geometry, null);
  }

  /**
   * Writes to the peer of a connection, and says farewell to it at last.
   *
   * @param socket of the stream; null if the stream does not belong to a connection
   */
  public StreamSink(ByteStream stream, ChannelLimits geometry, @Nullable Duplex socket) {
    this.stream = stream;
    this.socket = socket;
    this.frame = geometry.framed() ? FRAME : 0;
    this.tail = geometry.lines() ? 1 : 0;
    this.staging = allocate(Math.min(frame + geometry.maxMessage() + tail, SMALL));
  }

  private static MemorySegment allocate(long size) {
    return Arena.ofAuto().allocate(Math.max(CloseFrame.BYTES, size), Long.BYTES);
  }

  @Override
  public Result offer(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException {
    if (!isClear()) {
      return Result.FULL;
    }
    if (isNothing(length)) {
      return Result.SENT;
    }
    boolean inPlace = length > SMALL - FRAME && tail == 0 && segment.isNative();
    long written = inPlace ? writeInPlace(segment, offset, length) : write(segment, offset, length);
    if (written == ByteStream.WOULD_BLOCK) {
      return Result.FULL;
    }
    if (written == ByteStream.GONE) {
      return Result.GONE;
    }
    if (unfinished) {
      finish(patient);
    }
    return Result.SENT;
  }

  /** {@return whether a message can begin} */
  private boolean isClear() throws IpcException {
    if (unfinished && !flush()) {
      return false;
    }
    requireWhole();
    return true;
  }

  private void requireWhole() throws ChannelClosedException {
    if (torn) {
      throw new ChannelClosedException(
          stream.descriptor().name()
              + ": sending an earlier message failed partway, and nothing can follow it;"
              + " close this end and reopen it");
    }
  }

  private long write(MemorySegment segment, long offset, long length) throws IpcException {
    ensureStaging(length);
    MemorySegment.copy(segment, offset, staging, frame, length);
    putFrame(length);
    long total = frame + length + tail;
    long written = begin(total);
    if (written >= 0 && written < total) {
      keepStaged(written, total);
    } else {
      torn = false;
    }
    return written;
  }

  /** Writes from the staging memory; to keep the rest, or to clear {@link #torn}, is left to the caller. */
  private long begin(long total) throws IpcException {
    Errno.forget();
    torn = true;
    try {
      return stream.write(staging, 0, total);
    } catch (IpcException e) {
      torn = false; // nothing is out
      throw e;
    } catch (StackOverflowError | OutOfMemoryError e) {
      torn = !Errno.isForgotten();
      throw e;
    }
  }

  /** What there is no room for is copied before anything can go wrong with the caller's memory. */
  private long writeInPlace(MemorySegment segment, long offset, long length) throws IpcException {
    segment.get(ValueLayout.JAVA_BYTE, offset); // throws if it is closed, or another thread's
    long total = frame + length;
    ensureRest(total);
    putFrame(length);
    Errno.forget();
    torn = true;
    long written;
    try {
      written = stream.write(staging, frame, segment, offset, length);
    } catch (IpcException | IllegalStateException e) {
      torn = false; // nothing is out
      throw e;
    } catch (StackOverflowError | OutOfMemoryError e) {
      torn = !Errno.isForgotten();
      throw e;
    }
    if (written >= 0 && written < total) {
      keep(segment, offset - frame, written, total);
    } else {
      torn = false;
    }
    return written;
  }

  private void putFrame(long length) {
    if (frame > 0) {
      staging.set(StreamSource.LENGTH, 0, (int) length);
    } else if (tail > 0) {
      refuseLines(length);
      staging.set(ValueLayout.JAVA_BYTE, length, StreamSource.LINE_FEED);
    }
  }

  /** {@return whether a message leaves no trace in the stream} */
  private boolean isNothing(long length) {
    return length == 0 && frame + tail == 0;
  }

  private void refuseLines(long length) {
    for (long i = 0; i < length; i++) {
      if (staging.get(ValueLayout.JAVA_BYTE, i) == StreamSource.LINE_FEED) {
        throw new IllegalArgumentException(
            "%s: the message has a line feed at index=%d, which ends a message with framing=lines; send each line separately"
                .formatted(stream.descriptor().name(), i));
      }
    }
  }

  private void ensureStaging(long length) {
    long total = frame + length + tail;
    if (staging.byteSize() < total) {
      staging = allocate(Long.highestOneBit(total) << 1);
    }
  }

  private synchronized void ensureRest(long total) {
    if (rest.byteSize() < total) {
      rest = allocate(Long.highestOneBit(total) << 1);
    }
  }

  /** Keeps the rest of a message that lies in {@code from}, behind {@code base}. */
  private synchronized void keep(MemorySegment from, long base, long done, long total) {
    long kept = done;
    if (kept < frame) {
      MemorySegment.copy(staging, kept, rest, kept, frame - kept);
      kept = frame;
    }
    MemorySegment.copy(from, base + kept, rest, kept, total - kept);
    keepRest(done, total);
  }

  /** Keeps the rest of a message that lies in the staging memory. */
  private synchronized void keepStaged(long done, long total) {
    MemorySegment next = rest;
    rest = staging;
    staging = next;
    keepRest(done, total);
  }

  private void keepRest(long done, long total) {
    restBegin = done;
    restEnd = total;
    unfinished = true;
    torn = false;
  }

  /**
   * Continues a message of which a part has been written and the rest is kept. It counts as sent whatever goes wrong
   * here; the next call, or another thread, writes the rest.
   */
  private void finish(boolean patient) {
    try {
      if (!patient || !linger()) {
        arm();
      }
    } catch (IpcException | RuntimeException | Error e) {
      LOG.log(System.Logger.Level.DEBUG, () -> stream.descriptor() + ": continued later", e);
    }
  }

  /** {@return whether all is out} */
  private boolean linger() throws IpcException {
    while (!flush()) {
      long left = unsent();
      stream.descriptor().awaitWritable(LINGER_NANOS);
      if (!flush() && unsent() == left) {
        return false;
      }
    }
    return true;
  }

  /** Has the reactor write the rest; where it cannot watch the stream, it is tried again a little later. */
  private void arm() {
    WhenWritable.onceWritable(stream.descriptor()::whenWritable, this::flushLater);
  }

  /** {@return whether nothing is left that was begun} */
  private synchronized boolean flush() throws IpcException {
    while (restBegin < restEnd) {
      requireWhole();
      Errno.forget();
      torn = true;
      long written = writeRest();
      if (written == ByteStream.GONE) {
        restBegin = restEnd;
      } else if (written > 0) {
        restBegin += written;
      }
      torn = false;
      if (written == ByteStream.WOULD_BLOCK) {
        return false;
      }
    }
    unfinished = false;
    return true;
  }

  private long writeRest() throws IpcException {
    try {
      return stream.write(rest, restBegin, restEnd - restBegin);
    } catch (IpcException e) {
      torn = false; // nothing went out
      throw e;
    } catch (StackOverflowError | OutOfMemoryError e) {
      torn = !Errno.isForgotten();
      throw e;
    }
  }

  /** {@return whether nothing is left to do: all is out, or it never will be} */
  private synchronized boolean isSettled() {
    try {
      return torn || !unfinished || flush();
    } catch (IpcException e) {
      LOG.log(System.Logger.Level.WARNING, stream.descriptor() + ": the rest of a message", e);
      torn = true;
      return true;
    }
  }

  /** Run by the reactor's thread. */
  private void flushLater() {
    Runnable task = null;
    synchronized (this) {
      if (isSettled()) {
        task = whenOut;
        whenOut = null;
      } else {
        arm();
      }
    }
    if (task != null) {
      task.run();
    }
  }

  @Override
  public Result commit(long length) throws IpcException {
    requireWhole();
    if (isNothing(length)) {
      return Result.SENT;
    }
    putFrame(length);
    return putStaged(frame + length + tail);
  }

  /** Sends what lies in the staging memory, now or later. */
  private Result putStaged(long total) throws IpcException {
    long written = begin(total);
    if (written == ByteStream.GONE) {
      torn = false;
      return Result.GONE;
    }
    if (written < total) {
      keepStaged(Math.max(0, written), total);
      finish(false);
    } else {
      torn = false;
    }
    return Result.SENT;
  }

  @Override
  public boolean hasRoom() throws IpcException {
    return isClear() && stream.descriptor().isWritable();
  }

  @Override
  public MemorySegment claim(long length) {
    ensureStaging(length);
    return staging;
  }

  @Override
  public long claimOffset() {
    return frame;
  }

  @Override
  public void await(long nanos) throws IpcException {
    stream.descriptor().awaitWritable(nanos);
  }

  @Override
  public void wake() {
    stream.descriptor().wake();
  }

  @Override
  public void whenOut(Runnable task) {
    synchronized (this) {
      if (!isSettled()) {
        whenOut = task;
        arm();
        return;
      }
    }
    task.run();
  }

  @Override
  public synchronized long unsent() {
    return torn ? 0 : restEnd - restBegin;
  }

  @Override
  public synchronized boolean isTorn() {
    return torn;
  }

  @Override
  public void breakOff() throws IpcException {
    Duplex connection = socket;
    if (connection != null) {
      connection.shutdownOutput();
    }
  }

  /** Says farewell to the peer of a connection, unless it has a part of a message only. */
  @Override
  public void close() throws IpcException {
    Duplex connection = socket;
    if (connection == null) {
      stream.close();
      return;
    }
    if (frame > 0 && !isTorn()) {
      sayFarewell();
    }
    whenOut(() -> end(connection));
  }

  private void sayFarewell() throws IpcException {
    ensureStaging(CloseFrame.BYTES);
    CloseFrame.write(staging);
    putStaged(CloseFrame.BYTES);
  }

  private void end(Duplex connection) {
    try {
      connection.shutdownOutput();
    } catch (IpcException e) {
      LOG.log(System.Logger.Level.WARNING, stream.descriptor() + ": leaving", e);
    } finally {
      stream.close();
    }
  }
}
