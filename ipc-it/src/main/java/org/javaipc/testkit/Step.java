package org.javaipc.testkit;

/** Something that a test does, which may fail. */
@FunctionalInterface
interface Step {
  /** Does it. */
  void run() throws Exception;
}
