package org.javaipc.linux.sysv;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.spi.NativeText;

/**
 * Keys of System V objects. Any thread may call it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/ftok.3.html">ftok(3)</a>
 */
public final class SystemVKeys {
  private SystemVKeys() {}

  /**
   * {@return the key that the C function {@code ftok} derives from a file and a number} It has 16 bits of the file's
   * inode number, 8 of its device's and 8 of the given number. Two files often have the same key, and a replaced file
   * has a different one. Use it to agree with C programs that do; if all programs are yours, choose a key.
   *
   * @param path of a file that exists; links are followed
   * @param id number, of which the low 8 bits count; not 0, says POSIX
   * @throws IllegalArgumentException if the low 8 bits of {@code id} are 0
   * @throws NoSuchObjectException if there is no such file
   * @throws IpcException if the file's status cannot be read
   */
  public static int ftok(Path path, int id) throws IpcException {
    if ((id & 0xff) == 0) {
      throw new IllegalArgumentException("id=" + id + ": its low 8 bits are 0; ftok needs another");
    }
    NativeAccess.require();
    String name = NativeText.text(NativeText.absolute(path));
    int fd = Descriptor.open(Fcntl.AT_FDCWD, name, Fcntl.O_PATH, 0);
    SystemErrors.check(fd, "ftok", name);
    try (Descriptor file = new Descriptor(fd, name)) {
      FileStatus.FileId status = FileStatus.of(file).id();
      return (id & 0xff) << 24
          | (int) (status.device() & 0xff) << 16
          | (int) (status.inode() & 0xffff);
    }
  }
}
