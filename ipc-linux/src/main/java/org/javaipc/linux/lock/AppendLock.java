package org.javaipc.linux.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * The lock of processes that write to one object in turn, one call at a time. The kernel releases it when its holder
 * dies. Taking and releasing it allocate nothing. For one thread at a time, {@link #close} included.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class AppendLock implements AutoCloseable {
  private static final int SPINS = 100;
  private static final long PAUSE = 20_000;

  private final String path;
  private final Descriptor file;

  /** On its own byte: held by a process that keeps the lock permanently. */
  private final OfdLock keeper;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment take;
  private final MemorySegment release;

  private AppendLock(String path, Descriptor file) {
    this.path = path;
    this.file = file;
    OfdLock lock = new OfdLock(file, 0, 1);
    this.keeper = new OfdLock(file, 1, 1);
    this.take = lock.flock(arena, Fcntl.F_WRLCK);
    this.release = lock.flock(arena, Fcntl.F_UNLCK);
  }

  /**
   * Opens the file that carries the lock, and makes it if it is missing. Takes nothing.
   *
   * @param path of the file, which stays for ever
   * @param mode of a file that is made
   * @return the lock
   * @throws IpcException if it cannot be opened, or its file system does not share locks
   */
  public static AppendLock open(String path, int mode) throws IpcException {
    return new AppendLock(path, OfdLock.open(path, mode));
  }

  /**
   * {@return whether this object holds the lock now}
   *
   * @throws IpcException if the kernel refuses
   */
  public boolean tryTake() throws IpcException {
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, take);
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    SystemErrors.check(returned, "fcntl(F_OFD_SETLK)", path);
    return true;
  }

  /**
   * Takes the lock, waiting for its holder.
   *
   * @param patience longest time to wait, in nanoseconds
   * @throws ChannelBusyException if the time is over: the holder is stopped; or at once, if it keeps the lock for good
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IpcException if the kernel refuses
   */
  public void take(long patience) throws IpcException, InterruptedException {
    long start = 0;
    for (int tries = 0; !tryTake(); tries++) {
      if (tries < SPINS) {
        Thread.onSpinWait();
        continue;
      }
      start = start == 0 ? System.nanoTime() : start;
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() - start > patience || keeper.isHeldElsewhere()) {
        throw busy();
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /**
   * Declares that this object, which holds the lock, keeps it until it is closed; others that want it fail at once.
   *
   * @throws IpcException if the kernel refuses
   */
  public void keep() throws IpcException {
    if (!keeper.tryLock()) {
      throw busy();
    }
  }

  /**
   * {@return the error that another one holds the lock}
   *
   * @throws IpcException if the kernel does not say
   */
  public ChannelBusyException busy() throws IpcException {
    return new ChannelBusyException(
        keeper.isHeldElsewhere()
            ? path
                + ": another writer holds the lock permanently because it writes alone (senders=1, or ipc record); close it first"
            : path
                + ": another writer holds the lock and does not release it; is its process stopped? Resume or end it");
  }

  /**
   * Gives the lock back.
   *
   * @throws IpcException if the kernel refuses
   */
  public void release() throws IpcException {
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, release);
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "fcntl(F_OFD_SETLK)", path);
    }
  }

  /** Gives the lock back if it is held, and closes the file. */
  @Override
  public void close() {
    file.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
