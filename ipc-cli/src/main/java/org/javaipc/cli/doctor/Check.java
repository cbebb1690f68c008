package org.javaipc.cli.doctor;

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
