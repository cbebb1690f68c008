package org.javaipc.signal;

import org.javaipc.IpcException;
import org.javaipc.linux.signal.Disposition;

/**
 * SIGCHLD, whose disposition the JDK sets when it is about to start its first child: a handler that
 * was there before is lost, and the kernel does not tell of children that stop or go on.
 */
final class ChildSignals {
  private ChildSignals() {}

  /** Has the JDK do that now rather than later. */
  static void settle() {
    try {
      Class.forName("java.lang.ProcessImpl");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this Java runtime starts children in another way", e);
    }
  }

  /** Has the kernel tell of children that stop or go on as well. */
  static void tellAll() throws IpcException {
    settle();
    Disposition.restoreDefault(Signal.CHLD.number());
  }
}
