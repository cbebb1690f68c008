package org.javaipc.spi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The variables and properties with which this process was started, as {@link NativeText}; {@link System#getenv()}
 * loses bytes that are not text in the JVM's encoding.
 */
public final class NativeEnvironment {
  private static final Path OWN = Path.of("/proc/self/environ");
  private static final Path WORDS = Path.of("/proc/self/cmdline");
  private static final char REPLACEMENT = '\uFFFD';

  private NativeEnvironment() {}

  /** {@return all variables by name} */
  public static Map<String, String> all() {
    Map<String, String> known = System.getenv();
    if (known.entrySet().stream().allMatch(e -> isAscii(e.getKey()) && isAscii(e.getValue()))) {
      return known;
    }
    try {
      return parsed(Files.readAllBytes(OWN));
    } catch (IOException e) {
      return known; // no /proc, or it is not readable
    }
  }

  /**
   * {@return a variable, if there is one of that name}
   *
   * @param name of the variable
   */
  public static Optional<String> variable(String name) {
    String known = System.getenv(name);
    return known == null || isAscii(known)
        ? Optional.ofNullable(known)
        : Optional.ofNullable(all().get(name)).or(() -> Optional.of(known));
  }

  /**
   * {@return a system property, if there is one of that name} A property given as {@code -DKEY=VALUE} is returned as it
   * was typed.
   *
   * @param key of the property
   */
  public static Optional<String> property(String key) {
    String known = System.getProperty(key);
    return known == null || known.indexOf(REPLACEMENT) < 0
        ? Optional.ofNullable(known)
        : typed("-D" + key + "=").or(() -> Optional.of(known));
  }

  private static Optional<String> typed(String beginning) {
    try {
      String words = new String(Files.readAllBytes(WORDS), StandardCharsets.ISO_8859_1);
      return Arrays.stream(words.split("\0", -1))
          .filter(word -> word.startsWith(beginning))
          .reduce((_, last) -> last)
          .map(word -> decoded(word.substring(beginning.length())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of two variables with the same name the first counts, as in getenv(3). */
  static Map<String, String> parsed(byte[] environ) {
    Map<String, String> variables = new TreeMap<>();
    String text = new String(environ, StandardCharsets.ISO_8859_1); // one character for each byte
    for (String entry : text.split("\0", 0)) {
      int equals = entry.indexOf('=', 1); // a name may begin with one
      if (equals > 0) {
        variables.putIfAbsent(
            decoded(entry.substring(0, equals)), decoded(entry.substring(equals + 1)));
      }
    }
    return Collections.unmodifiableMap(variables);
  }

  private static String decoded(String bytes) {
    return NativeText.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
