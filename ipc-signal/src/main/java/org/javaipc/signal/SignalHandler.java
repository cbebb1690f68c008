package org.javaipc.signal;

/** What is done when a signal arrives; see {@link Signals#handle}. */
@FunctionalInterface
public interface SignalHandler {
  /**
   * Takes notice, on an ordinary thread that may do anything.
   *
   * @param signal that has arrived, at least once
   */
  void onSignal(Signal signal);
}
