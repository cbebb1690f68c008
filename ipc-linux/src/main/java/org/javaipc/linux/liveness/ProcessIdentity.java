package org.javaipc.linux.liveness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a process, for messages to people; never used to decide whether it is alive.
 *
 * @param pid its number, in the pid namespace that it has for itself
 * @param start when it started, in clock ticks after the boot
 * @param namespace its pid namespace
 * @param command its name
 */
record ProcessIdentity(long pid, long start, String namespace, String command) {
  private static final int LONGEST_COMMAND = 32;

  private static volatile @Nullable ProcessIdentity current;

  /** {@return this process} */
  static ProcessIdentity current() {
    ProcessIdentity known = current;
    if (known == null) {
      known = read();
      if (known.start != 0) { // else it could not be read now
        current = known;
      }
    }
    return known;
  }

  /** {@return the line that {@link #parse} reads} */
  String line() {
    return pid + " " + start + " " + namespace + " " + command + "\n";
  }

  /** {@return the identity in a line; whatever the line holds, the result can be printed} */
  static ProcessIdentity parse(String line) {
    String[] field = line.strip().split(" ", 4);
    if (field.length < 4) {
      return new ProcessIdentity(0, 0, "", "");
    }
    return new ProcessIdentity(number(field[0]), number(field[1]), field[2], printable(field[3]));
  }

  /** {@return such as {@code pid 4711 (java)}} */
  String describe() {
    if (pid <= 0) {
      return "a process";
    }
    String elsewhere = namespace.equals(current().namespace()) ? "" : " in another pid namespace";
    return "pid " + pid + " (" + command + ")" + elsewhere;
  }

  /** Reads /proc/self/stat: pid, (command), state, ..., the start time being the 22nd field. */
  private static ProcessIdentity read() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      int open = stat.indexOf('(');
      int close = stat.lastIndexOf(')');
      String[] rest = stat.substring(close + 2).split(" ", -1);
      return new ProcessIdentity(
          number(stat.substring(0, open).strip()),
          number(rest[19]),
          Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
          printable(stat.substring(open + 1, close)));
    } catch (IOException | RuntimeException e) {
      return new ProcessIdentity(ProcessHandle.current().pid(), 0, "unknown", "java");
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String printable(String text) {
    String cut = text.length() > LONGEST_COMMAND ? text.substring(0, LONGEST_COMMAND) : text;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
