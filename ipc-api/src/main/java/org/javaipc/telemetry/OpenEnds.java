package org.javaipc.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndObserver;
import org.javaipc.EndTotals;
import org.jspecify.annotations.Nullable;

/** The open ends of this process, and who wants to know of them. */
public final class OpenEnds {
  private static final Map<EndMetrics, Optional<AutoCloseable>> ENDS = new LinkedHashMap<>();
  private static final List<EndObserver> OBSERVERS = new ArrayList<>();
  private static final Map<EndMetrics, Address> OWNERS = new LinkedHashMap<>();
  private static final Totals TOTALS = new Totals();
  private static final CloseAtExit CLOSE_AT_EXIT = new CloseAtExit();

  private OpenEnds() {}

  /** {@return a copy} */
  public static synchronized List<EndMetrics> all() {
    return List.copyOf(ENDS.keySet());
  }

  /** {@return the sums of all ends that were ever open} */
  public static List<EndTotals> totals() {
    Map<EndMetrics, Totals.Behind> unread = new HashMap<>();
    all()
        .forEach(end ->
            unread.put(
                end,
                new Totals.Behind(
                    end.unread(), end.unreadBytes()))); // not under the lock: some look into files
    synchronized (OpenEnds.class) {
      return TOTALS.with(OWNERS, unread);
    }
  }

  /** {@return what closes the open ends, as far as it is known} */
  static synchronized List<AutoCloseable> closeable() {
    return ENDS.values().stream().flatMap(Optional::stream).toList();
  }

  /**
   * Closes the open ends, as far as it is known how; waits for at most 3 s.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static void closeAll() throws InterruptedException {
    CloseAtExit.closeAll();
  }

  /**
   * Adds an observer, who hears at once of what is open.
   *
   * @param observer to add
   */
  public static synchronized void add(EndObserver observer) {
    OBSERVERS.add(observer);
    ENDS.keySet().forEach(end -> tell(() -> observer.opened(end)));
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
   * @param owner the address under which it counts
   * @param closeable closes it, from any thread; null if it is not to be closed at exit
   */
  public static synchronized void opened(
      EndMetrics end, Address owner, @Nullable AutoCloseable closeable) {
    if (ENDS.putIfAbsent(end, Optional.ofNullable(closeable)) == null) {
      OWNERS.put(end, owner);
      TOTALS.opened(owner, end.role());
      CLOSE_AT_EXIT.begin();
      List.copyOf(OBSERVERS).forEach(observer -> tell(() -> observer.opened(end)));
    }
  }

  /**
   * {@return whether the end was open until now}
   *
   * @param end that closes
   */
  public static synchronized boolean closed(EndMetrics end) {
    boolean wasOpen = ENDS.remove(end) != null;
    if (wasOpen) {
      Address owner = OWNERS.remove(end);
      TOTALS.closed(owner == null ? end.address() : owner, end);
      if (ENDS.isEmpty()) {
        CLOSE_AT_EXIT.end();
      }
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
