package org.javaipc.cli.doctor;

import java.util.List;
import java.util.Optional;
import org.javaipc.linux.call.NativeAccess;

/** The JVM and the processor. */
public final class JvmChecks {
  private static final int LEAST_JAVA = 25;

  private JvmChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    return List.of(java(Runtime.version().feature()), architecture(), nativeAccess());
  }

  static Check java(int feature) {
    String found = "Java " + feature;
    return feature >= LEAST_JAVA
        ? Check.ok("java", found)
        : Check.problem("java", found, "install a JDK " + LEAST_JAVA + " or later");
  }

  private static Check architecture() {
    String found = System.getProperty("os.arch", "unknown");
    return found.equals("amd64") || found.equals("aarch64")
        ? Check.ok("architecture", found)
        : Check.problem("architecture", found, "run on amd64 or aarch64");
  }

  private static Check nativeAccess() {
    Optional<String> reason = NativeAccess.unavailable();
    return reason.isEmpty()
        ? Check.ok("native access", "enabled")
        : Check.problem("native access", "not usable", reason.get());
  }
}
