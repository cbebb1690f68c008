package org.javaipc.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured, as it is typed. */
public enum Mode {
  /** One message there, one back, again and again. */
  PING(Work.PING),
  /** As many messages as possible, one way, each of which is read. */
  FLOOD(Work.READ),
  /** One way, so many messages in a second, each at its time. */
  RATE(Work.RATE);

  private final Work work;

  Mode(Work work) {
    this.work = work;
  }

  /** {@return what the harness calls it} */
  public Work work() {
    return work;
  }

  /** {@return the modes as they are typed} */
  public static List<String> words() {
    return Arrays.stream(values()).map(Mode::word).toList();
  }

  /** {@return the mode as it is typed} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
