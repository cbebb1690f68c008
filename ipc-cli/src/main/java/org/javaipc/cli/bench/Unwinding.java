package org.javaipc.cli.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the last first, unless all goes well and it is kept. */
final class Unwinding implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** {@return the same, to be closed} */
  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes nothing. */
  void keep() {
    opened.clear();
  }

  @Override
  public void close() {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        // What went wrong before is what is told.
      }
    }
  }
}
