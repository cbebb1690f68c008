package org.javaipc.linux.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcException;

/** Limits that the kernel shows as numbers in files. */
public final class KernelLimit {
  private KernelLimit() {}

  /**
   * {@return the number in a file such as {@code /proc/sys/kernel/msgmax}; the largest number if there is no limit}
   *
   * @param path of the file
   * @throws IpcException if it cannot be read
   */
  public static long read(String path) throws IpcException {
    try {
      return number(KernelFile.read(path));
    } catch (NumberFormatException e) {
      throw new IpcException("cannot read a limit of the kernel in " + path + ": " + e, e);
    }
  }

  /** {@return the soft limit of this process by its name in /proc/self/limits} */
  public static long ofProcess(String name) throws IpcException {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith(name)) {
          return number(line.substring(name.length()).strip().split(" +", 2)[0]);
        }
      }
      throw new IOException("it has no line " + name);
    } catch (IOException | NumberFormatException e) {
      throw new IpcException("cannot read this process's limits in /proc/self/limits: " + e, e);
    }
  }

  private static long number(String text) {
    String stripped = text.strip();
    return stripped.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(stripped);
  }
}
