package org.javaipc.linux.signal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.javaipc.IpcException;

/**
 * The signals of this process, read from /proc/self.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class ProcessSignals {
  private static final Path TASKS = Path.of("/proc/self/task");

  private ProcessSignals() {}

  /**
   * {@return the set of signals that every thread of this process blocks, so that one that is sent to
   * the process waits until it is taken}
   *
   * @throws IpcException if /proc cannot be read
   */
  public static long blockedEverywhere() throws IpcException {
    long blocked = -1;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        try {
          blocked &= Long.parseUnsignedLong(field(task.resolve("status"), "SigBlk:"), 16);
        } catch (NoSuchFileException e) {
          // The thread has ended.
        } catch (IOException e) {
          if (Files.exists(task)) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new IpcException(TASKS + ": cannot be read: " + e.getMessage(), e);
    }
    return blocked;
  }

  /**
   * {@return how many signals are queued for all processes of this user, and how many may be
   * (RLIMIT_SIGPENDING), such as {@code 3/96364}}
   *
   * @throws IpcException if /proc cannot be read
   */
  public static String queueUsage() throws IpcException {
    try {
      return field(Path.of("/proc/self/status"), "SigQ:");
    } catch (IOException e) {
      throw new IpcException("/proc/self/status: cannot be read: " + e.getMessage(), e);
    }
  }

  private static String field(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return line.substring(name.length()).strip();
      }
    }
    throw new NoSuchFileException(file.toString(), null, "has no " + name);
  }
}
