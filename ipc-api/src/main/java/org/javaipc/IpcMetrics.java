package org.javaipc;

import java.util.List;
import org.javaipc.telemetry.OpenEnds;

/**
 * The ends of this process, with their counters. Any metrics system can use them in a few lines: ask for the totals at
 * each collection. Ends that have closed then leave nothing behind. The artifact {@code ipc-micrometer}
 * does so for Micrometer:
 *
 * <pre>{@code
 * new IpcMeters().bindTo(registry);
 * }</pre>
 *
 * <p>A meter for each of {@link #ends} grows without bound where connections come and go: each direction of each
 * connection has an address of its own.
 *
 * <p>The same moments are events of the JDK's flight recorder: {@code javaipc.EndOpened}, {@code
 * javaipc.EndClosed}, {@code javaipc.Wait}, {@code javaipc.BackPressure}, {@code
 * javaipc.PeerDeath} and {@code javaipc.Disconnected}.
 *
 * <p>All methods may be called from any thread.
 */
public final class IpcMetrics {
  /** How many addresses and roles have totals of their own; what comes later is summed by scheme. */
  public static final int MOST_TOTALS = 1024;

  private IpcMetrics() {}

  /**
   * {@return the sums by configured address and role of all ends that were ever open, in the order in which they
   * first appeared} Their number is bounded, however many ends and connections come and go.
   */
  public static List<EndTotals> totals() {
    return OpenEnds.totals();
  }

  /** {@return the ends that are open now, in no order} */
  public static List<EndMetrics> ends() {
    return OpenEnds.all();
  }

  /**
   * Tells an observer of the ends that are open, and of all that open and close from now on.
   *
   * @param observer to tell
   * @return ends this when it is closed
   */
  public static Subscription observe(EndObserver observer) {
    OpenEnds.add(observer);
    return () -> OpenEnds.remove(observer);
  }

  /** An observer that is told. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    /** Ends it: the observer is told no more. Repeating it does nothing. */
    @Override
    void close();
  }
}
