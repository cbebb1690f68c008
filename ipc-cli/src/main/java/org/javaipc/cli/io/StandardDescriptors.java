package org.javaipc.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the standard descriptors are.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
public final class StandardDescriptors {
  private StandardDescriptors() {}

  /** {@return whether a descriptor of this process is a terminal} */
  public static boolean isTerminal(int descriptor) {
    String target = target(descriptor);
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }

  /**
   * {@return whether a descriptor of this process is a pipe, a FIFO without a name, or a socket}
   */
  static boolean isPipeOrSocket(int descriptor) {
    String target = target(descriptor);
    return target.startsWith("pipe:") || target.startsWith("socket:");
  }

  private static String target(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
