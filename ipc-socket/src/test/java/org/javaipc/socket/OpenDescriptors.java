package org.javaipc.socket;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has open. */
final class OpenDescriptors {
  private OpenDescriptors() {}

  static int count() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  /** {@return how many there are without those of the kernel's own, which a first wait takes} */
  static long files() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> !isOfKernel(fd)).count();
    }
  }

  /** {@return how many sockets of that name the kernel has, listening or connected} */
  static long sockets(String name) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/net/unix"))) {
      return lines.filter(line -> line.endsWith(" " + name)).count();
    }
  }

  private static boolean isOfKernel(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString().startsWith("anon_inode:");
    } catch (IOException e) {
      return true; // what lists them, and is closed again
    }
  }
}
