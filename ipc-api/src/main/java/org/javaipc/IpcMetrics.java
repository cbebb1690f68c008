package org.javaipc;

import java.util.List;
import org.javaipc.telemetry.OpenEnds;

/**
 * The open ends of this process, with their counters. Any system of metrics binds in a few lines;
 * Micrometer:
 *
 * <pre>{@code
 * IpcMetrics.observe(new EndObserver() {
 *   public void opened(EndMetrics end) {
 *     Tags tags = Tags.of("address", end.address().toString(), "role", end.role().name());
 *     FunctionCounter.builder("ipc.messages", end, EndMetrics::messages).tags(tags).register(registry);
 *     FunctionCounter.builder("ipc.waits", end, EndMetrics::waits).tags(tags).register(registry);
 *   }
 *
 *   public void closed(EndMetrics end) {}
 * });
 * }</pre>
 *
 * <p>The same moments are events of the JDK's flight recorder: {@code javaipc.EndOpened}, {@code
 * javaipc.EndClosed}, {@code javaipc.Wait}, {@code javaipc.BackPressure} and {@code
 * javaipc.PeerDeath}.
 *
 * <p>All methods may be called from any thread.
 */
public final class IpcMetrics {
  private IpcMetrics() {}

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
