package org.javaipc.mmap.log;

/**
 * How far a reader is behind the end of a log.
 *
 * @param messages records that it has not read
 * @param bytes that they take
 */
public record LogLag(long messages, long bytes) {
  /** At the end. */
  static final LogLag NONE = new LogLag(0, 0);
}
