package org.javaipc.linux.file;

import java.util.UUID;
import org.javaipc.IpcException;

/**
 * Identifies the current boot of the machine.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html">boot_id in
 *     proc_sys_kernel(5)</a>
 */
public final class BootId {
  private static final String FILE = "/proc/sys/kernel/random/boot_id";
  private static final long UNKNOWN = 0;

  private static volatile long current = UNKNOWN;

  private BootId() {}

  /**
   * {@return a number that changes with each start of the machine; not 0}
   *
   * @throws IpcException if the kernel does not say
   */
  public static long current() throws IpcException {
    long known = current;
    if (known == UNKNOWN) {
      known = read();
      current = known;
    }
    return known;
  }

  private static long read() throws IpcException {
    return UUID.fromString(KernelFile.read(FILE)).getLeastSignificantBits();
  }
}
