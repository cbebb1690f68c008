package org.javaipc.linux.channel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/**
 * Messages into a stream of bytes, framed as {@link StreamInlet} says. A message whose beginning is out
 * counts as sent; what there was no room for sits in a buffer, which the next call or the reactor
 * writes as soon as there is room. Until then there is no room for another message.
 */
public final class StreamOutlet implements Outlet {
  private static final System.Logger LOG = System.getLogger(StreamOutlet.class.getName());
  private static final long FRAME = StreamInlet.FRAME;

  /** Up to this length a message is copied behind its frame: quicker than two ranges. */
  private static final long SMALL = 16 << 10;

  /** How long a patient sender waits for a receiver to go on reading: then it reads slowly. */
  private static final long LINGER_NANOS = 2_000_000;

  private final ByteStream stream;
  private final @Nullable Duplex socket;
  private final long frame;
  private MemorySegment staging;

  // Guarded by this, from here on.
  private MemorySegment rest = MemorySegment.NULL;
  private long restBegin;
  private long restEnd;
  private @Nullable Runnable whenOut;

  /** Whether there is a rest; written under the lock. */
  private volatile boolean unfinished;

  /**
   * Writes to a stream, which is closed with this.
   *
   * @param stream to write to
   * @param geometry of the channel
   */
  public StreamOutlet(ByteStream stream, Geometry geometry) {
    this(stream, geometry, null);
  }

  /**
   * Writes to the peer of a connection, and says farewell to it at last.
   *
   * @param socket of the stream; null if it is none of a connection
   */
  StreamOutlet(ByteStream stream, Geometry geometry, @Nullable Duplex socket) {
    this.stream = stream;
    this.socket = socket;
    this.frame = geometry.framed() ? FRAME : 0;
    this.staging = allocate(Math.min(frame + geometry.maxMessage(), SMALL));
  }

  private static MemorySegment allocate(long size) {
    return Arena.ofAuto().allocate(Math.max(Farewell.BYTES, size), Long.BYTES);
  }

  @Override
  public Result offer(MemorySegment segment, long offset, long length, boolean patient)
      throws IpcException {
    if (unfinished && !flush()) {
      return Result.FULL;
    }
    if (length == 0 && frame == 0) {
      return Result.SENT;
    }
    boolean inPlace = length > SMALL - FRAME && segment.isNative();
    long written = inPlace ? writeInPlace(segment, offset, length) : write(segment, offset, length);
    if (written == ByteStream.WOULD_BLOCK) {
      return Result.FULL;
    }
    if (written == ByteStream.GONE) {
      return Result.GONE;
    }
    return inPlace
        ? finish(segment, offset - frame, written, frame + length, patient)
        : finish(staging, 0, written, frame + length, patient);
  }

  private long write(MemorySegment segment, long offset, long length) throws IpcException {
    ensureStaging(length);
    MemorySegment.copy(segment, offset, staging, frame, length);
    putFrame(length);
    return stream.write(staging, 0, frame + length);
  }

  private long writeInPlace(MemorySegment segment, long offset, long length) throws IpcException {
    segment.get(ValueLayout.JAVA_BYTE, offset); // throws if it is closed, or another thread's
    putFrame(length);
    return stream.write(staging, frame, segment, offset, length);
  }

  private void putFrame(long length) {
    if (frame > 0) {
      staging.set(StreamInlet.LENGTH, 0, (int) length);
    }
  }

  private void ensureStaging(long length) {
    if (staging.byteSize() < frame + length) {
      staging = allocate(Long.highestOneBit(frame + length) << 1);
    }
  }

  /** Goes on after the beginning is out; the message lies in {@code from}, behind {@code base}. */
  private Result finish(MemorySegment from, long base, long begun, long total, boolean patient)
      throws IpcException {
    long done = begun;
    boolean waited = !patient;
    while (done < total) {
      if (done < frame) {
        break; // the kernel split the frame itself: rare, and the rest is written by copy
      }
      long written = stream.write(from, base + done, total - done);
      if (written == ByteStream.GONE) {
        return Result.GONE;
      }
      if (written > 0) {
        done += written;
        waited = !patient;
      } else if (waited) {
        break;
      } else {
        stream.descriptor().awaitWritable(LINGER_NANOS);
        waited = true;
      }
    }
    if (done < total) {
      keep(from, base, done, total);
    }
    return Result.SENT;
  }

  /** Keeps the rest of a message, and has the reactor write it. */
  private synchronized void keep(MemorySegment from, long base, long done, long total)
      throws IpcException {
    if (rest.byteSize() < total) {
      rest = allocate(Long.highestOneBit(total) << 1);
    }
    long kept = done;
    if (kept < frame) {
      MemorySegment.copy(staging, kept, rest, kept, frame - kept);
      kept = frame;
    }
    MemorySegment.copy(from, base + kept, rest, kept, total - kept);
    restBegin = done;
    restEnd = total;
    unfinished = true;
    stream.descriptor().whenWritable(this::flushLater);
  }

  /** {@return whether nothing is left that was begun} */
  private synchronized boolean flush() throws IpcException {
    while (restBegin < restEnd) {
      long written = stream.write(rest, restBegin, restEnd - restBegin);
      if (written == ByteStream.WOULD_BLOCK) {
        return false;
      }
      if (written == ByteStream.GONE) {
        restBegin = restEnd;
      } else {
        restBegin += written;
      }
    }
    unfinished = false;
    return true;
  }

  /** Run by the reactor's thread. */
  private void flushLater() {
    Runnable task = null;
    synchronized (this) {
      try {
        if (flush()) {
          task = whenOut;
          whenOut = null;
        } else {
          stream.descriptor().whenWritable(this::flushLater);
        }
      } catch (IpcException e) {
        restBegin = restEnd;
        unfinished = false;
        task = whenOut;
        whenOut = null;
      }
    }
    if (task != null) {
      task.run();
    }
  }

  @Override
  public Result commit(long length) throws IpcException {
    if (length == 0 && frame == 0) {
      return Result.SENT;
    }
    putFrame(length);
    long total = frame + length;
    long written = unfinished ? ByteStream.WOULD_BLOCK : stream.write(staging, 0, total);
    if (written == ByteStream.GONE) {
      return Result.GONE;
    }
    if (written < total) {
      keep(staging, 0, Math.max(0, written), total);
    }
    return Result.SENT;
  }

  @Override
  public boolean hasRoom() throws IpcException {
    return (!unfinished || flush()) && stream.descriptor().isWritable();
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
  public void whenOut(Runnable task) throws IpcException {
    synchronized (this) {
      if (unfinished && !flush()) {
        whenOut = task;
        return;
      }
    }
    task.run();
  }

  @Override
  public synchronized long unsent() {
    return restEnd - restBegin;
  }

  @Override
  public void close() throws IpcException {
    Duplex connection = socket;
    if (connection == null) {
      stream.close();
      return;
    }
    if (frame > 0) {
      sayFarewell();
    }
    whenOut(() -> end(connection));
  }

  private void sayFarewell() throws IpcException {
    Farewell.write(staging);
    long written = unfinished ? ByteStream.WOULD_BLOCK : stream.write(staging, 0, Farewell.BYTES);
    if (written != ByteStream.GONE && written < Farewell.BYTES) {
      keep(staging, 0, Math.max(0, written), Farewell.BYTES);
    }
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
