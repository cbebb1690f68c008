package org.javaipc.process;

import java.nio.file.Path;

/** Starts a daemon and ends. */
final class DaemonMain {
  private DaemonMain() {}

  public static void main(String[] args) throws Exception {
    Child daemon =
        Daemon.of("sleep", "60")
            .pidFile(Path.of(args[0]))
            .error(Redirect.append(Path.of(args[1])))
            .start();
    System.out.println(daemon.pid());
  }
}
