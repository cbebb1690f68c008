package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.jspecify.annotations.Nullable;

/** An open file of this process: owned by one object, closed once, not inherited by children. */
public final class Descriptor implements AutoCloseable {
  private static final int CLOSED = -1;

  private final int fd;
  private final String name;

  /**
   * The number, or {@link #CLOSED}; an object of the JDK, so that it can be closed when our classes have been unloaded.
   */
  private final AtomicInteger open;

  @SuppressWarnings("unused") // only kept, as long as this
  private @Nullable MemorySegment tie;

  /**
   * Takes ownership.
   *
   * @param fd number of the descriptor, opened with O_CLOEXEC
   * @param name for messages
   */
  public Descriptor(int fd, String name) {
    this.fd = fd;
    this.name = name;
    this.open = new AtomicInteger(fd);
  }

  /**
   * Closes it when the class loader of this library is unloaded, for a descriptor that is not closed at any other time.
   *
   * @return this, which must stay reachable until then
   */
  public Descriptor tieToLoader() {
    tie = UnloadedDescriptors.tie(open);
    return this;
  }

  /**
   * Opens a file of a directory.
   *
   * @param directory descriptor number, or AT_FDCWD
   * @param path relative to the directory
   * @param flags O_CLOEXEC is added
   * @param mode of a new file
   * @return its descriptor number, or {@code -errno}
   */
  public static int open(int directory, String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment c = CString.of(arena, path);
      int fd;
      do {
        fd = Fcntl.openat(directory, c, flags | Fcntl.O_CLOEXEC, mode);
      } while (Errno.interrupted(fd));
      return fd;
    }
  }

  /**
   * {@return the number}
   *
   * @throws IllegalStateException if it is closed
   */
  public int fd() {
    if (open.get() == CLOSED) {
      throw new IllegalStateException(name + " is closed");
    }
    return fd;
  }

  /** {@return the name of the file, for messages} */
  public String name() {
    return name;
  }

  /**
   * Reads from an offset in the file.
   *
   * @param buffer filled as far as the file reaches
   * @param offset in the file, in bytes
   * @return number of bytes read
   * @throws IpcException if it cannot be read
   */
  public long read(MemorySegment buffer, long offset) throws IpcException {
    long returned;
    do {
      returned = Unistd.pread(fd(), buffer, buffer.byteSize(), offset);
    } while (Errno.interrupted(returned));
    return SystemErrors.check(returned, "pread", name);
  }

  /**
   * Writes the whole buffer to an offset in the file.
   *
   * @param buffer to write
   * @param offset in the file, in bytes
   * @throws IpcException if it cannot be written
   */
  public void write(MemorySegment buffer, long offset) throws IpcException {
    for (long done = 0; done < buffer.byteSize(); ) {
      MemorySegment rest = buffer.asSlice(done);
      long returned = Unistd.pwrite(fd(), rest, rest.byteSize(), offset + done);
      if (!Errno.interrupted(returned)) {
        done += SystemErrors.check(returned, "pwrite", name);
      }
    }
  }

  /** Closes it; repeating it does nothing. */
  @Override
  public void close() {
    if (open.getAndSet(CLOSED) != CLOSED) {
      tie = null;
      Unistd.close(fd); // whatever it returns, the number is free
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
