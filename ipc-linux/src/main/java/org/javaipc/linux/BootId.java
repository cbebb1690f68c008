package org.javaipc.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Which start of the machine this is.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html">boot_id in
 *     proc_sys_kernel(5)</a>
 */
final class BootId {
  /** A number that is another one after each start of the machine; not 0. */
  static final long CURRENT = read();

  private BootId() {}

  private static long read() {
    try {
      String text = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
      return UUID.fromString(text.strip()).getLeastSignificantBits();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell which start of the machine this is", e);
    }
  }
}
