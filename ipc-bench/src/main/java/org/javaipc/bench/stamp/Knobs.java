package org.javaipc.bench.stamp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a run varies, as constants that the compiler folds: {@code -Dstamp=fence=full,busy=true}. */
final class Knobs {
  private static final List<String> GIVEN =
      Arrays.asList(System.getProperty("stamp", "").split(",", -1));

  /** What a sender does after it published: none, sleeper, acquire, full. */
  static final Publish PUBLISH = Publish.valueOf(value("fence", "none").toUpperCase(Locale.ROOT));

  /** Whether each call raises a flag that says it is running, and looks whether the end is closed. */
  static final boolean BUSY = Boolean.parseBoolean(value("busy", "false"));

  /** The consumer publishes its position once per this part of the capacity. */
  static final int PART = Integer.parseInt(value("part", "8"));

  /** Fences beside plain access instead of acquire and release in the access itself. */
  static final boolean FENCES = value("access", "handle").equals("fences");

  /** Global instead of shared arena. */
  static final boolean GLOBAL = value("arena", "shared").equals("global");

  /** The producer stores into the lines of this many bytes behind a published record. */
  static final int AHEAD = Integer.parseInt(value("ahead", "0"));

  /** The consumer that ran empty waits this many pauses if it took several messages at once. */
  static final int PAUSES = Integer.parseInt(value("pauses", "0"));

  static final long CAPACITY = Long.parseLong(value("capacity", "1024")) << 10;

  enum Publish {
    /** Nothing. */
    NONE,
    /** An opaque read of the sleeper's word. */
    SLEEPER,
    /** A fence for the compiler only, then a plain read of the sleeper's word. */
    ACQUIRE,
    /** A full fence, then a plain read of the sleeper's word. */
    FULL
  }

  private Knobs() {}

  static String value(String key, String otherwise) {
    return GIVEN.stream()
        .filter(each -> each.startsWith(key + "="))
        .map(each -> each.substring(key.length() + 1))
        .findFirst()
        .orElse(otherwise);
  }
}
