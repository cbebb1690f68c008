package org.javaipc.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.javaipc.EndMetrics;
import org.javaipc.EndObserver;

/** The open ends of this process, and who wants to know of them. */
public final class OpenEnds {
  private static final Set<EndMetrics> ENDS = new LinkedHashSet<>();
  private static final List<EndObserver> OBSERVERS = new ArrayList<>();

  private OpenEnds() {}

  /** {@return a copy} */
  public static synchronized List<EndMetrics> all() {
    return List.copyOf(ENDS);
  }

  /**
   * Adds an observer, who hears at once of what is open.
   *
   * @param observer to add
   */
  public static synchronized void add(EndObserver observer) {
    OBSERVERS.add(observer);
    ENDS.forEach(end -> tell(() -> observer.opened(end)));
  }

  /**
   * Removes an observer.
   *
   * @param observer to remove
   */
  public static synchronized void remove(EndObserver observer) {
    OBSERVERS.remove(observer);
  }

  /**
   * An end has opened.
   *
   * @param end that opened
   */
  public static synchronized void opened(EndMetrics end) {
    if (ENDS.add(end)) {
      List.copyOf(OBSERVERS).forEach(observer -> tell(() -> observer.opened(end)));
    }
  }

  /**
   * {@return whether the end was open until now}
   *
   * @param end that closes
   */
  public static synchronized boolean closed(EndMetrics end) {
    boolean wasOpen = ENDS.remove(end);
    if (wasOpen) {
      List.copyOf(OBSERVERS).forEach(observer -> tell(() -> observer.closed(end)));
    }
    return wasOpen;
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      Log.LOGGER.log(System.Logger.Level.WARNING, "an observer of ends failed", e);
    }
  }
}
