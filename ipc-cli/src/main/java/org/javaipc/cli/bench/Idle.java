package org.javaipc.cli.bench;

/** What both processes do while a link that does not wait has nothing to do. */
final class Idle {
  private static final boolean PAUSE = Boolean.getBoolean("bench.pause");

  private Idle() {}

  static void pause() {
    if (PAUSE) {
      Thread.onSpinWait();
    }
  }
}
