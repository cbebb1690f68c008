package org.javaipc.linux.semaphore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.IpcException;

/**
 * The kernel's limits of System V semaphores. {@code sysctl -w kernel.sem="perSet total perGroup sets"}
 * changes them.
 *
 * @param perSet most semaphores in a set, SEMMSL
 * @param total most semaphores in all sets together, SEMMNS
 * @param perGroup most operations in one group, SEMOPM
 * @param sets most sets, SEMMNI
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html">proc_sys_kernel(5)</a>
 */
public record SemaphoreLimits(long perSet, long total, long perGroup, long sets) {
  /** Highest value of a semaphore, and most that can be undone of it: SEMVMX, SEMAEM. */
  public static final int HIGHEST_VALUE = 32_767;

  private static final Path FILE = Path.of("/proc/sys/kernel/sem");

  /**
   * {@return the limits now}
   *
   * @throws IpcException if the kernel does not tell
   */
  public static SemaphoreLimits current() throws IpcException {
    try {
      String[] numbers = Files.readAllLines(FILE).getFirst().strip().split("\\s+", -1);
      return new SemaphoreLimits(
          Long.parseLong(numbers[0]),
          Long.parseLong(numbers[1]),
          Long.parseLong(numbers[2]),
          Long.parseLong(numbers[3]));
    } catch (IOException | RuntimeException e) {
      throw new IpcException(FILE + ": cannot be read as the limits of semaphores: " + e, e);
    }
  }

  /** {@return how to change the limits, for messages} */
  String cure() {
    return "raise it with sysctl -w kernel.sem=\"SEMMSL SEMMNS SEMOPM SEMMNI\", now \"%d %d %d %d\""
        .formatted(perSet, total, perGroup, sets);
  }
}
