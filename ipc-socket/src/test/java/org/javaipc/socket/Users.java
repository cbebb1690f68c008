package org.javaipc.socket;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Other users, for tests of permission. */
final class Users {
  private Users() {}

  /** Skips a test, saying why, unless this process may become another user. */
  static void requireRoot() throws Exception {
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
      String reason = "skipped: only root can act as another user";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
  }
}
