package org.javaipc.signal;

/** How a signal can be received in a JVM. */
public enum Reception {
  /** By {@link Signals#handle}. */
  HANDLER,
  /** By a {@link SignalReader}: {@link Signals#handle} refuses it. */
  READER,
  /** Not at all. */
  REFUSED
}
