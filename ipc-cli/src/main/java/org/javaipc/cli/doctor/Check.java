package org.javaipc.cli.doctor;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name of the thing
 * @param verdict what it means for channels
 * @param finding what was found
 * @param cure what to do about it; empty if nothing has to be done
 */
public record Check(String name, Verdict verdict, String finding, Optional<String> cure) {
  /** What a finding means. */
  public enum Verdict {
    /** As it should be. */
    OK,
    /** Works, but something is slower, smaller or missing. */
    WARN,
    /** Does not work. */
    PROBLEM
  }

  /** Looks at something. */
  interface Look {
    /** {@return what it found} */
    Check look() throws IOException;
  }

  /** {@return what a look finds; that it is not known, if it cannot look} */
  static Check of(String name, Look look) {
    try {
      return look.look();
    } catch (IOException | RuntimeException e) {
      return warn(name, "unknown: " + e, "mount /proc");
    }
  }

  /** {@return a number that the kernel has under /proc/sys, as it is} */
  static Check setting(String folder, String key, String meaning) {
    return of(
        key,
        () ->
            ok(
                key,
                "%s %s; sysctl -w %s.%s=N sets it"
                    .formatted(number(folder, key), meaning, folder.replace('/', '.'), key)));
  }

  /** {@return a number that the kernel has under /proc/sys} */
  static BigInteger number(String folder, String key) throws IOException {
    // Files.readString reads a byte first, after which the kernel gives no more of such a file.
    return new BigInteger(Files.readAllLines(Path.of("/proc/sys", folder, key)).getFirst().strip());
  }

  /** {@return one that is as it should be} */
  public static Check ok(String name, String finding) {
    return new Check(name, Verdict.OK, finding, Optional.empty());
  }

  /** {@return one that works, though not as well as it could} */
  public static Check warn(String name, String finding, String cure) {
    return new Check(name, Verdict.WARN, finding, Optional.of(cure));
  }

  /** {@return one that does not work} */
  public static Check problem(String name, String finding, String cure) {
    return new Check(name, Verdict.PROBLEM, finding, Optional.of(cure));
  }
}
