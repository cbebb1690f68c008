package org.javaipc.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Checks what a test requires of its machine. If that is missing, the test is skipped and the reason is printed; with
 * {@code IPC_SKIPS=forbidden} in the environment, as in {@code .ci/run}, the test fails instead.
 */
public final class Needs {
  private static final String VARIABLE = "IPC_SKIPS";

  private Needs() {}

  /**
   * Requires a program on the path.
   *
   * @param name of the program
   */
  public static void program(String name) {
    that(isOnPath(name), "there is no " + name + " on the path");
  }

  private static boolean isOnPath(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(path)
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /**
   * Requires that the test runs as root.
   *
   * @param what only root can do, such as "give a file away"
   */
  public static void root(String what) {
    that("root".equals(System.getProperty("user.name")), "only root can " + what);
  }

  /**
   * Requires anything else.
   *
   * @param met whether the machine has it
   * @param otherwise what is missing
   */
  @SuppressWarnings("SystemOut") // the build log is where a skip is read
  public static void that(boolean met, String otherwise) {
    if (met) {
      return;
    }
    if ("forbidden".equals(System.getenv(VARIABLE))) {
      throw new AssertionError(
          otherwise + "; with " + VARIABLE + "=forbidden this is not skipped but fails");
    }
    System.out.println("skipped: " + otherwise);
    Assumptions.abort(otherwise);
  }
}
