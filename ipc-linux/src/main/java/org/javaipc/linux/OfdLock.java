package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;

/**
 * A write lock on one byte of a file, held by the open file description: two descriptions exclude
 * each other even within a process, and the lock ends with the last descriptor of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
final class OfdLock {
  private static final long TYPE = offset("l_type");
  private static final long WHENCE = offset("l_whence");
  private static final long START = offset("l_start");
  private static final long LENGTH = offset("l_len");

  private final Descriptor file;
  private final long position;

  /**
   * Names a lock; takes nothing.
   *
   * @param file that is open for writing, if the lock is to be taken
   * @param position of the byte, which need not exist
   */
  OfdLock(Descriptor file, long position) {
    this.file = file;
    this.position = position;
  }

  /** {@return whether this description holds the lock now; false if another one does} */
  boolean tryLock() throws IpcException {
    int returned = set(Fcntl.F_WRLCK);
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    SystemErrors.check(returned, "fcntl(F_OFD_SETLK)", file.name());
    return true;
  }

  /** Releases the lock. */
  void unlock() throws IpcException {
    SystemErrors.check(set(Fcntl.F_UNLCK), "fcntl(F_OFD_SETLK)", file.name());
  }

  /**
   * {@return whether another description holds the lock; read locks of others do not count, since
   * whoever may read the file can take one}
   */
  boolean isHeldElsewhere() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flock(arena, Fcntl.F_WRLCK);
      SystemErrors.check(
          Fcntl.fcntl(file.fd(), Fcntl.F_OFD_GETLK, flock), "fcntl(F_OFD_GETLK)", file.name());
      return flock.get(ValueLayout.JAVA_SHORT, TYPE) == Fcntl.F_WRLCK;
    }
  }

  private int set(short type) {
    try (Arena arena = Arena.ofConfined()) {
      return Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, flock(arena, type));
    }
  }

  private MemorySegment flock(Arena arena, short type) {
    MemorySegment flock = arena.allocate(Fcntl.FLOCK);
    flock.set(ValueLayout.JAVA_SHORT, TYPE, type);
    flock.set(ValueLayout.JAVA_SHORT, WHENCE, Fcntl.SEEK_SET);
    flock.set(ValueLayout.JAVA_LONG, START, position);
    flock.set(ValueLayout.JAVA_LONG, LENGTH, 1);
    return flock;
  }

  private static long offset(String field) {
    return Fcntl.FLOCK.byteOffset(PathElement.groupElement(field));
  }
}
