package org.javaipc.linux.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * A lock that one user of a {@code RefCountedRegion} holds at a time. The kernel keeps it, so it is not in memory that
 * a file can lose, and does not outlive its holder. It belongs to the region object; the threads of one process have to
 * coordinate themselves. It allocates nothing and never waits.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class Exclusion {
  private final Descriptor file;
  private final MemorySegment take;
  private final MemorySegment release;

  public Exclusion(Descriptor file) {
    this.file = file;
    OfdLock lock = LockByte.HOLDER.of(file);
    this.take = lock.flock(Arena.ofAuto(), Fcntl.F_WRLCK);
    this.release = lock.flock(Arena.ofAuto(), Fcntl.F_UNLCK);
  }

  /**
   * Takes the lock if it is free.
   *
   * @return whether this region object holds it now; true also if it held it before
   * @throws IpcException if the kernel has no memory for it
   */
  public boolean tryTake() throws IpcException {
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, take);
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "fcntl(F_OFD_SETLK)", file.name());
    }
    return true;
  }

  /**
   * Releases the lock; does nothing if another user holds it. The kernel refuses that only if there is no such file.
   */
  public void release() {
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, release);
    if (Errno.failed(returned)) {
      throw new IllegalStateException(SystemErrors.of(returned, "fcntl(F_OFD_SETLK)", file.name()));
    }
  }
}
