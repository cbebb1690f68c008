package org.javaipc.bench.topic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.HdrHistogram.Histogram;
import org.javaipc.MessageHandler;

/** Ages of messages, all and those of them that no stop of the machine made older. */
final class MessageAges implements MessageHandler {
  /** The longest age that is told apart from longer ones, in nanoseconds. */
  static final long LONGEST = 10_000_000_000L;

  /** Where a message says, by 1, that a stop made its publisher late. */
  static final long STOPPED_OFFSET = 2 * Long.BYTES;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Histogram all = new Histogram(LONGEST, 3);
  private final Histogram undisturbed = new Histogram(LONGEST, 3);
  private final MachineStops stops;
  private long last = -1;

  MessageAges(MachineStops stops) {
    this.stops = stops;
  }

  /** {@return the number of the last message; -1 if there was none} */
  long last() {
    return last;
  }

  void reset() {
    all.reset();
    undisturbed.reset();
  }

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    long number = segment.get(WORD, offset);
    if (number == last) {
      return;
    }
    last = number;
    long due = segment.get(WORD, offset + Long.BYTES);
    long age = Math.max(0, Math.min(LONGEST, System.nanoTime() - due));
    all.recordValue(age);
    if (!stops.hit(due) && segment.get(WORD, offset + STOPPED_OFFSET) == 0) {
      undisturbed.recordValue(age);
    }
  }

  void print(StringBuilder figures) {
    figures.append("p50=").append(all.getValueAtPercentile(50));
    figures.append(" p99=").append(all.getValueAtPercentile(99));
    figures.append(" undisturbed99=").append(undisturbed.getValueAtPercentile(99));
    figures.append(" permille=");
    figures.append(undisturbed.getTotalCount() * 1000 / Math.max(1, all.getTotalCount()));
    figures.append('\n');
  }
}
