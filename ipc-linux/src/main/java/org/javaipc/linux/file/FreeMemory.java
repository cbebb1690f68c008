package org.javaipc.linux.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;

/**
 * How much memory is still available. Blocks of a file in memory are taken permanently. If a file does not fit, the
 * kernel kills processes, and not only the one that asked.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_meminfo.5.html">proc_meminfo(5)</a>
 */
final class FreeMemory {
  /** A request below this is not checked. */
  private static final long SMALL = 16L << 20;

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

  private FreeMemory() {}

  /** Refuses a request that cannot be met. */
  static void require(long wanted, String object) throws IpcException {
    if (wanted < SMALL) {
      return;
    }
    long available = Math.min(ofMachine(), ofContainer());
    if (wanted > available) {
      throw new ResourceLimitException(
          object
              + ": needs="
              + wanted
              + " bytes of memory, and there are available="
              + available
              + " (MemAvailable and SwapFree of /proc/meminfo, memory.max of the container); use a"
              + " smaller size");
    }
  }

  private static long ofMachine() throws IpcException {
    try {
      long kibibytes = 0;
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith("MemAvailable:") || line.startsWith("SwapFree:")) {
          kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return kibibytes * 1024;
    } catch (IOException | NumberFormatException e) {
      throw new IpcException(MEMINFO + ": cannot determine how much memory is available: " + e, e);
    }
  }

  /** Most processes are not in a container with a limit, or are in one that does not show it. */
  private static long ofContainer() {
    try {
      String limit = Files.readString(LIMIT).strip();
      return limit.equals("max")
          ? Long.MAX_VALUE
          : Long.parseLong(limit) - Long.parseLong(Files.readString(USED).strip());
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
