package org.javaipc.mmap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.MemoryAdvice;
import org.javaipc.linux.memory.SharedFile;
import org.javaipc.spi.MemoryFault;

/**
 * Copies a file by mapping source and target, one window at a time, so files of any size can be copied. Holes stay
 * holes. It copies the contents and, for a target that it creates, the mode; an existing target is overwritten in
 * place. For one thread; {@link #close} may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/lseek.2.html">SEEK_HOLE in lseek(2)</a>
 */
public final class FileCopy implements AutoCloseable {
  private static final long WINDOW = 32L << 20;
  private static final long ALIGNMENT =
      64L << 10; // the largest page size of Linux on our processors

  private final SharedFile source;
  private final SharedFile target;
  private final Path targetPath;
  private final boolean made;
  private final long size;
  private volatile boolean closed;
  private boolean complete;

  private FileCopy(SharedFile source, SharedFile target, Path targetPath, boolean made)
      throws IpcException {
    this.source = source;
    this.target = target;
    this.targetPath = targetPath;
    this.made = made;
    this.size = source.size();
  }

  /**
   * Opens both files. Changes nothing yet, except that a missing target is created.
   *
   * @param source to read from
   * @param target to write to
   * @return the copy, which has not run yet
   * @throws NoSuchObjectException if there is no such source, or no directory for the target
   * @throws org.javaipc.AccessRefusedException if this user may not read or write
   * @throws org.javaipc.SystemCallException if one is not a regular file
   * @throws IpcException if one cannot be opened
   * @throws IllegalArgumentException if both are the same file
   */
  public static FileCopy open(Path source, Path target) throws IpcException {
    SharedFile from = SharedFile.open(source, false);
    SharedFile to = null;
    try {
      boolean made = false;
      try {
        to = SharedFile.open(target, true);
      } catch (NoSuchObjectException e) {
        to = make(target, from.mode(), e);
        made = true;
      }
      if (from.isSameAs(to)) {
        throw new IllegalArgumentException(
            "source=%s target=%s are the same file; nothing was changed".formatted(source, target));
      }
      return new FileCopy(from, to, target, made);
    } catch (IpcException | RuntimeException e) {
      from.close();
      if (to != null) {
        to.close();
      }
      throw e;
    }
  }

  /** A target is not created in a missing directory or through a dangling link. */
  private static SharedFile make(Path target, int mode, NoSuchObjectException missing)
      throws IpcException {
    try {
      return SharedFile.create(target, mode);
    } catch (NoSuchObjectException | ObjectExistsException e) {
      missing.addSuppressed(e);
      throw missing;
    }
  }

  /** {@return the size of the source in bytes when it was opened} */
  public long size() {
    return size;
  }

  /**
   * Copies the whole file.
   *
   * @param progress called from time to time with the number of bytes done since the last call, holes included
   * @return how many bytes were copied, without holes
   * @throws ResourceLimitException if the target's file system has no room
   * @throws CorruptChannelException if one of the files is truncated meanwhile
   * @throws IpcException if reading or writing fails
   * @throws IllegalStateException if this is closed
   */
  public long run(LongConsumer progress) throws IpcException {
    target.resize(0);
    target.resize(size);
    long copied = 0;
    long at = 0;
    while (at < size) {
      OptionalLong data = source.dataFrom(at);
      long begin = Math.min(data.orElse(size), size);
      long end = begin < size ? Math.min(source.holeFrom(begin), size) : size;
      progress.accept(begin - at);
      copied += copyExtent(begin, end, progress);
      at = end;
    }
    complete = true;
    return copied;
  }

  private long copyExtent(long begin, long end, LongConsumer progress) throws IpcException {
    for (long at = begin; at < end; ) {
      long start = at - at % ALIGNMENT;
      long stop = Math.min(end, start + WINDOW);
      target.reserve(at, stop - at); // a full disk is an error here, not a fault later
      copyWindow(start, at - start, stop - at);
      progress.accept(stop - at);
      at = stop;
    }
    return end - begin;
  }

  private void copyWindow(long start, long skip, long length) throws IpcException {
    if (closed) {
      throw new IllegalStateException("the copy to " + targetPath + " is closed");
    }
    try (MemoryFault.SETTLED;
        Mapping from = source.map(request(start, skip + length, false), false);
        Mapping to = target.map(request(start, skip + length, true), false)) {
      MemorySegment.copy(from.segment(), skip, to.segment(), skip, length);
    } catch (InternalError e) {
      throw new CorruptChannelException(
          source + " or " + target + " was cut short while it was copied; the copy is incomplete",
          e);
    }
  }

  private static MapRequest request(long start, long length, boolean writable) {
    return new MapRequest(
        start,
        OptionalLong.of(length),
        MapRequest.protection(writable),
        false,
        List.<MemoryAdvice>of());
  }

  /** Closes both files, and removes a target that it created but did not complete. */
  @Override
  public synchronized void close() throws IpcException {
    if (closed) {
      return;
    }
    closed = true;
    source.close();
    target.close();
    if (made && !complete) {
      try {
        Files.deleteIfExists(targetPath);
      } catch (IOException e) {
        throw new IpcException(targetPath + ": the incomplete copy cannot be removed: " + e, e);
      }
    }
  }
}
