package org.javaipc.cli.io;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows on a terminal how far long work is, in one line that is wiped out at its end. Shows nothing
 * where standard error is not a terminal, or in the first second.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 500;

  private final PrintStream err;
  private final long total;
  private final long start = System.nanoTime();
  private final AtomicLong bytes = new AtomicLong();
  private boolean shown;
  private boolean closed;

  private ProgressLine(PrintStream err, long total) {
    this.err = err;
    this.total = total;
  }

  /**
   * Starts to show progress.
   *
   * @param streams whose standard error to show it on
   * @param total bytes to be moved; 0 if that is not known
   */
  public static ProgressLine start(Streams streams, long total) {
    return start(streams.err(), total, StandardDescriptors.isTerminal(2));
  }

  /** {@return one that shows nothing} */
  public static ProgressLine none() {
    return new ProgressLine(new PrintStream(OutputStream.nullOutputStream()), 0);
  }

  /** {@return one whose standard error is a terminal or not} */
  static ProgressLine start(PrintStream err, long total, boolean terminal) {
    ProgressLine progress = new ProgressLine(err, total);
    if (terminal) {
      Thread.ofPlatform().name("ipc-progress").daemon().start(progress::show);
    }
    return progress;
  }

  /** Counts bytes that were moved, on one thread. */
  public void add(long more) {
    bytes.setRelease(bytes.getPlain() + more);
  }

  private synchronized void show() {
    try {
      for (int rounds = 0; !closed; rounds++) {
        if (rounds > 1) {
          print(bytes.getAcquire());
        }
        wait(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(long now) {
    double seconds = (System.nanoTime() - start) / 1e9;
    String of = total > 0 ? " of " + megabytes((double) total) : "";
    err.print(
        "\r%s%s MB, %s MB/s\033[K"
            .formatted(megabytes((double) now), of, megabytes(now / seconds)));
    err.flush();
    shown = true;
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  /** Wipes the line out. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    if (shown) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
