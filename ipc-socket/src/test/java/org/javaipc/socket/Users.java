package org.javaipc.socket;

import org.javaipc.test.Needs;

/** Other users, for tests of permission. */
final class Users {
  private Users() {}

  /** Skips a test, saying why, unless this process may become another user. */
  static void requireRoot() {
    Needs.root("act as another user");
  }
}
