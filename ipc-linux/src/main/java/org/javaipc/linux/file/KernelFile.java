package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Fcntl;

/** Short files of the kernel, each read in one call. */
final class KernelFile {
  private static final long LONGEST = 4096;

  private KernelFile() {}

  /**
   * {@return the contents of a file, without surrounding white space}
   *
   * @param path of the file
   * @throws org.javaipc.ResourceLimitException if there is no descriptor left to open it
   * @throws IpcException if it cannot be read
   */
  static String read(String path) throws IpcException {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY, 0);
    SystemErrors.check(fd, "open", path);
    try (Descriptor file = new Descriptor(fd, path);
        Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(LONGEST);
      byte[] bytes = text.asSlice(0, file.read(text, 0)).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.US_ASCII).strip();
    }
  }
}
