package org.javaipc.linux.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcException;

/**
 * IPC namespaces, by the numbers that the kernel gives them. Queues, semaphores and segments of one namespace do not
 * exist in another, and disappear with its last process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ipc_namespaces.7.html">ipc_namespaces(7)</a>
 */
public final class IpcNamespace {
  private static final Path PROC = Path.of("/proc");

  private IpcNamespace() {}

  /**
   * {@return the number of this process's namespace}
   *
   * @throws IpcException if /proc does not show it
   */
  public static long current() throws IpcException {
    try {
      return number(PROC.resolve("self"));
    } catch (IOException e) {
      throw new IpcException("cannot determine the IPC namespace of this process: " + e, e);
    }
  }

  /**
   * {@return whether any process is in a namespace, as far as this one can see} It sees the processes of its own pid
   * namespace, and those of other users only if it is privileged.
   *
   * @param namespace its number
   */
  public static boolean isInUse(long namespace) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (isIn(process, namespace)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // without /proc this process sees no other
    }
  }

  private static boolean isIn(Path process, long namespace) {
    try {
      return number(process) == namespace;
    } catch (IOException e) {
      return false; // it has just ended, or is another user's
    }
  }

  private static long number(Path process) throws IOException {
    String link = Files.readSymbolicLink(process.resolve("ns/ipc")).toString(); // ipc:[4026531839]
    try {
      return Long.parseLong(link.replaceAll("[^0-9]", ""));
    } catch (NumberFormatException e) {
      throw new IOException(process + "/ns/ipc is '" + link + "'", e);
    }
  }
}
