package org.javaipc.signal;

/** Runs when a signal arrives; see {@link Signals#handle}. */
@FunctionalInterface
public interface SignalHandler {
  /**
   * Is called on an ordinary thread, which may do anything.
   *
   * @param signal that has arrived, at least once
   */
  void onSignal(Signal signal);
}
