package org.javaipc.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured. */
public enum Mode {
  /** One message there, one back, again and again. */
  PING,
  /** As many messages as possible, one way. */
  FLOOD;

  /** {@return the modes as they are typed} */
  public static List<String> words() {
    return Arrays.stream(values()).map(Mode::word).toList();
  }

  /** {@return the mode as it is typed} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
