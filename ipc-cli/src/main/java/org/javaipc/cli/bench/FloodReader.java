package org.javaipc.cli.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.MessageHandler;

/** Reads every cache line of every message, in place, and times those that have a {@link Stamp}. */
final class FloodReader implements MessageHandler {
  private static final int CACHE_LINE = 64;

  private final Latencies latencies = new Latencies();
  private long index;

  /** Depends on all that was read, so that no reading can be left out. */
  long sum;

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    if (length >= Stamp.BYTES) {
      if (Flood.isSampled(index)) {
        latencies.record(System.nanoTime() - Stamp.get(segment, offset));
      }
      touch(segment, offset, length);
    }
    index++;
  }

  private void touch(MemorySegment segment, long offset, long length) {
    long lines = 0;
    for (long at = 0; at <= length - Long.BYTES; at += CACHE_LINE) {
      lines += segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + at);
    }
    sum += lines;
  }

  /** Forgets the times; the next message is the first. */
  void reset() {
    latencies.reset();
    index = 0;
  }

  Percentiles percentiles() {
    return latencies.percentiles();
  }
}
