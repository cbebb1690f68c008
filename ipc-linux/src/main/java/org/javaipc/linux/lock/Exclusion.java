package org.javaipc.linux.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * What one user of a {@code RefCountedRegion} has at a time: a lock that the kernel keeps, so that it neither lies in memory
 * that a file can lose nor outlives its holder. It is the region object's: threads of one process settle among
 * themselves who asks. Nothing is allocated, and nobody waits.
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
   * Takes it, if nobody has it.
   *
   * @return whether this region object has it now; also if it had it before
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

  /** Gives it back, and does nothing if another has it. The kernel refuses that only where there is no such file. */
  public void release() {
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, release);
    if (Errno.failed(returned)) {
      throw new IllegalStateException(SystemErrors.of(returned, "fcntl(F_OFD_SETLK)", file.name()));
    }
  }
}
