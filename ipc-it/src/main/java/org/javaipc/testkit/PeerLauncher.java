package org.javaipc.testkit;

import java.io.IOException;
import java.util.List;

/**
 * Says how the other process is started, which obeys the commands of {@link Peer}: line by line from standard
 * input, with one line of answer each. The first line that it writes is {@code ready} and its process
 * number. It ends in order at the end of its input and by SIGTERM.
 */
@FunctionalInterface
public interface PeerLauncher {
  /** Starts a JVM that runs {@link Peer}, with the class path and module path of this one. */
  PeerLauncher JAVA = PeerProcess::program;

  /**
   * {@return the program, which is not started yet}
   *
   * @param jvmOptions more options of a JVM; only {@link #JAVA} is given any
   * @throws IOException if there is no such program
   */
  ProcessBuilder program(List<String> jvmOptions) throws IOException;
}
