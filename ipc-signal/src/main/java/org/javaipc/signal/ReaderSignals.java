package org.javaipc.signal;

import org.javaipc.IpcException;
import org.javaipc.linux.signal.Disposition;

/**
 * What the process does with real-time signals that no thread blocks. Setting it discards what is
 * pending for all threads, so it is set once.
 */
final class ReaderSignals {
  private ReaderSignals() {}

  static synchronized void ignore(Signal signal) throws IpcException {
    if (Disposition.of(signal.number()) != Disposition.IGNORED) {
      Disposition.ignore(signal.number());
    }
  }
}
