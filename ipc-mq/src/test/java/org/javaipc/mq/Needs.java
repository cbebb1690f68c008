package org.javaipc.mq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of its machine: where CI lacks it the test fails, elsewhere it is skipped with the reason. */
final class Needs {
  private Needs() {}

  /** A program on the path. */
  static void program(String name) {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    require(found, "there is no " + name);
  }

  /** That the test runs as root. */
  static void root(String what) {
    require("root".equals(System.getProperty("user.name")), "only root can have " + what);
  }

  private static void require(boolean there, String reason) {
    if (!there) {
      assertThat(System.getenv("CI")).as("CI, where this must not be: %s", reason).isNull();
      Assumptions.abort(reason);
    }
  }
}
