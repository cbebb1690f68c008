package org.javaipc.process;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.spi.NativeText;

/**
 * A file that is open to be locked. Its locks are those of the kernel's open file description: they
 * hold between processes and between two {@code LockFile}s of one process alike; closing another descriptor of the
 * same file does not release them; they end when this object is closed, or with the process, however it dies. A
 * program that is started with {@link #descriptor} shares them, and holds them
 * until it too has closed it.
 *
 * <pre>
 *   try (LockFile file = LockFile.open(path)) {
 *     if (!file.whole().tryExclusive()) {
 *       throw new IOException("in use by " + file.whole().holders());
 *     }
 *     ...
 *   }
 * </pre>
 *
 * <p>Any thread may use it. Network, FUSE and 9p file systems are refused.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class LockFile implements AutoCloseable {
  private static final int MODE = 0600;

  private final Path path;
  private final Descriptor file;

  private LockFile(Path path, Descriptor file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a file, and makes it, with mode 0600, if it is missing. It is never removed here: removing a lock file would
   * let two processes hold "the" lock.
   *
   * @param path of the file
   * @return the file, not locked
   * @throws org.javaipc.AccessRefusedException if this user may not read and write it
   * @throws IpcException if it cannot be opened, or its file system is refused
   */
  public static LockFile open(Path path) throws IpcException {
    return new LockFile(path, OfdLock.open(NativeText.text(path), MODE));
  }

  /** {@return the lock on the whole file, including bytes that are added later} */
  public FileLock whole() {
    return new FileLock(this, 0, 0);
  }

  /**
   * {@return the lock on a range of bytes, which need not exist}
   *
   * @param position of the first, 0 or more
   * @param length how many, 1 or more
   */
  public FileLock range(long position, long length) {
    if (position < 0 || length < 1 || position > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "position=" + position + " length=" + length + " is not a range of bytes in a file");
    }
    return new FileLock(this, position, length);
  }

  /** {@return the path by which it was opened} */
  public Path path() {
    return path;
  }

  /**
   * {@return the number of the descriptor, to share the locks with a program through {@link
   * Launch#descriptor(int, int)}}
   *
   * @throws IllegalStateException if this is closed
   */
  public int descriptor() {
    return file.fd();
  }

  Descriptor file() {
    return file;
  }

  /** Closes the file, which releases its locks. */
  @Override
  public synchronized void close() {
    file.close();
  }
}
