package org.javaipc.micrometer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.javaipc.EndMetrics;
import org.javaipc.EndTotals;
import org.javaipc.IpcMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The totals of the process, summed by label. They are taken again at most every 100 ms, so that one
 * collection of all meters takes them once.
 */
final class TotalsByLabel {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private @Nullable Map<Label, EndTotals> last;
  private long taken;

  /** {@return the labels that exist now} */
  Set<Label> labels() {
    return take(0).keySet();
  }

  /** {@return a value of a label; not a number where the transport cannot tell} */
  double value(Label label, ToLongFunction<EndTotals> counter) {
    EndTotals totals = take(FRESH_NANOS).get(label);
    long value = totals == null ? 0 : counter.applyAsLong(totals);
    return value == EndMetrics.UNKNOWN ? Double.NaN : value;
  }

  private synchronized Map<Label, EndTotals> take(long mayBeOld) {
    Map<Label, EndTotals> known = last;
    if (known == null || System.nanoTime() - taken >= mayBeOld) {
      known = new LinkedHashMap<>();
      for (EndTotals totals : IpcMetrics.totals()) {
        known.merge(Label.of(totals), totals, EndTotals::plus);
      }
      last = known;
      taken = System.nanoTime();
    }
    return known;
  }
}
