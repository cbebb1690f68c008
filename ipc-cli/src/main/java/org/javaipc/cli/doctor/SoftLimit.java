package org.javaipc.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What limits this process, as {@code ulimit} shows it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
final class SoftLimit {
  private static final Path LIMITS = Path.of("/proc/self/limits");

  private SoftLimit() {}

  /** {@return a limit, a number or {@code unlimited}} */
  static String of(String name) throws IOException {
    for (String line : Files.readAllLines(LIMITS)) {
      if (line.startsWith(name)) {
        return line.substring(name.length()).strip().split(" +", -1)[0];
      }
    }
    throw new IOException(name + " is not in " + LIMITS);
  }

  /** {@return whether a limit is a number that is less than another} */
  static boolean isBelow(String limit, long least) {
    return limit.matches("[0-9]{1,18}") && Long.parseLong(limit) < least;
  }
}
