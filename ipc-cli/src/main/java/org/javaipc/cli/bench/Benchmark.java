package org.javaipc.cli.bench;

import java.io.IOException;

/** Two processes that are joined by channels, ready to measure again and again. */
public interface Benchmark extends AutoCloseable {
  /**
   * Measures once.
   *
   * @param count of round trips or messages
   */
  Measurement run(long count) throws IOException, InterruptedException;

  /** Ends the second process. */
  @Override
  void close() throws IOException;
}
