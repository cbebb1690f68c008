package org.javaipc.cli.recording;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.mmap.log.LogLimits;
import org.javaipc.mmap.log.LogWriter;

/** Appends the messages that it is handed to a log, with the times at which they came. */
public final class Recording implements MessageHandler, AutoCloseable {
  private static final int MODE = 0600;

  private final Path path;
  private final LogWriter writer;
  private final Consumer<String> talk;
  private final long first;
  private long count;
  private long bytes;
  private LongSupplier missed = () -> 0;

  private Recording(Path path, LogWriter writer, Consumer<String> talk) {
    this.path = path;
    this.writer = writer;
    this.talk = talk;
    this.first = writer.next();
  }

  /**
   * {@return a recording to a log that nobody else writes to; one that is there goes on}
   *
   * @param talk is told at the end what was recorded
   */
  public static Recording open(Path path, LogLimits limits, Consumer<String> talk)
      throws IOException {
    try {
      return new Recording(path, LogWriter.open(path, limits, MODE, true), talk);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(path + ": the wait for the log was interrupted");
    }
  }

  /** Has the summary say how many messages could not be recorded, which is known at the end. */
  public void countMissed(LongSupplier messages) {
    missed = messages;
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    try {
      writer.append(segment, offset, length);
      count++;
      bytes += length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e); // who writes alone waits for nobody
    }
  }

  private String summary() {
    long gone = missed.getAsLong();
    return "recorded messages=%d bytes=%d%s to %s%s"
        .formatted(
            count,
            bytes,
            gone == 0 ? "" : " missed=" + gone,
            path,
            count == 0 ? "" : ", positions %d to %d".formatted(first, first + count - 1));
  }

  /** Has all that was recorded on the disk. */
  @Override
  public void close() throws IpcException {
    try {
      writer.sync();
    } catch (InterruptedException e) {
      throw new AssertionError(e); // who writes alone waits for nobody
    } finally {
      writer.close();
    }
    talk.accept(summary());
  }
}
