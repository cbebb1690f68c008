package org.javaipc.process;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;

/** Looks at a directory before a program is started in it: afterwards nobody tells why it failed. */
final class WorkingDirectory {
  private WorkingDirectory() {}

  static void check(Path directory) throws IpcException {
    if (!Files.isDirectory(directory)) {
      throw new IpcException(
          "directory=" + directory + ": no such directory to start a program in");
    }
    if (!Files.isExecutable(directory)) {
      throw new AccessRefusedException(
          "directory=" + directory + ": this user may not enter it; see its mode");
    }
  }
}
