package org.javaipc.telemetry;

/** The logger, in a class of its own: the first use of a logger costs a short command too much. */
final class Log {
  static final System.Logger LOGGER = System.getLogger("org.javaipc");

  private Log() {}
}
