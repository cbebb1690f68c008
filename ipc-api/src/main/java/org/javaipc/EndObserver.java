package org.javaipc;

/**
 * Is told of the ends of this process that open and close. Called by the thread that opens or closes
 * the end, so it must be quick; what it throws is logged and goes no further.
 */
public interface EndObserver {
  /**
   * An end has opened, or was open when the observer came.
   *
   * @param end that opened
   */
  void opened(EndMetrics end);

  /**
   * An end has closed.
   *
   * @param end that closed, the same object that {@link #opened} got
   */
  void closed(EndMetrics end);
}
