package org.javaipc.cli.peer;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names of channels that two runs at the same time do not share, also if their pids are the same.
 */
public final class RunName {
  private RunName() {}

  /** {@return a name that begins with a word} */
  public static String of(String word) {
    return "%s-%d-%04x"
        .formatted(
            word, ProcessHandle.current().pid(), ThreadLocalRandom.current().nextInt(1 << 16));
  }
}
