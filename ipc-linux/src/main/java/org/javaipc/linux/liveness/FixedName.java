package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.Errno;

/**
 * Checks repeatedly whether a name still refers to an open file. A check makes one system call and allocates nothing.
 * For one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public final class FixedName {
  private final RuntimeDirectory directory;
  private final String name;
  private final FileStatus.FileId file;
  private final MemorySegment path;
  private final MemorySegment status = FileStatus.buffer(Arena.ofAuto());

  /**
   * Remembers which file it is.
   *
   * @param directory that it lies in
   * @param name that it had when it was opened
   * @param file that is open
   * @throws IpcException if the kernel does not say
   */
  public FixedName(RuntimeDirectory directory, String name, Descriptor file) throws IpcException {
    this.directory = directory;
    this.name = name;
    this.file = FileStatus.of(file).id();
    this.path = CString.of(Arena.ofAuto(), name);
  }

  /**
   * {@return whether the name stands for the file; false if it was removed or replaced}
   *
   * @throws IpcException if the kernel does not say
   */
  public boolean stands() throws IpcException {
    int returned = FileStatus.look(directory.descriptor(), path, status);
    if (Errno.missing(returned)) {
      return false;
    }
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "statx", directory.pathOf(name));
    }
    return FileStatus.isOf(file, status);
  }
}
