package org.javaipc.linux.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileSystem;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * A lock on bytes of a file, held by the open file description: two descriptions exclude
 * each other even within a process, and the lock ends with the last descriptor of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class OfdLock {
  private static final long TYPE = offset("l_type");
  private static final long WHENCE = offset("l_whence");
  private static final long START = offset("l_start");
  private static final long LENGTH = offset("l_len");
  private static final long PID = offset("l_pid");

  private final Descriptor file;
  private final long position;
  private final long length;

  /**
   * What keeps a lock from being taken.
   *
   * @param exclusive whether it is a write lock
   * @param position of its first byte
   * @param length in bytes; 0 to the end of the file, wherever that will be
   * @param pid of its owner, if it is one of fcntl's older locks, which a process owns; else -1
   */
  public record Conflict(boolean exclusive, long position, long length, int pid) {}

  /** Names a lock on one byte; takes nothing. */
  public OfdLock(Descriptor file, long position) {
    this(file, position, 1);
  }

  /**
   * Names a lock; takes nothing.
   *
   * @param file that is open for writing, if the lock is to be taken
   * @param position of the first byte, which need not exist
   * @param length in bytes; 0 to the end of the file, wherever that will be
   */
  public OfdLock(Descriptor file, long position, long length) {
    this.file = file;
    this.position = position;
    this.length = length;
  }

  /**
   * Opens a file to lock it, and makes it if it is missing.
   *
   * @param path of the file
   * @param mode of a file that is made
   * @return its descriptor
   * @throws IpcException if it cannot be opened for reading and writing, or its file system does not
   *     share locks with all processes of this host
   */
  public static Descriptor open(String path, int mode) throws IpcException {
    int fd =
        Descriptor.open(
            Fcntl.AT_FDCWD, path, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NONBLOCK, mode);
    Descriptor file = new Descriptor((int) SystemErrors.check(fd, "open", path), path);
    try {
      Optional<String> unfit = FileSystem.of(file).unfit();
      if (unfit.isPresent()) {
        throw new TransportUnavailableException(
            path + ": locks are not reliable on " + unfit.get() + "; use a local file system");
      }
      return file;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** {@return whether this description holds the lock now; false if another one does} */
  public boolean tryLock() throws IpcException {
    return tryLock(false);
  }

  /**
   * Takes the lock, or changes it to the other kind. If that fails, what was held is still held.
   *
   * @param shared whether others may hold it as well, in the same way
   * @return whether this description holds the lock now; false if another one is in the way
   * @throws IpcException if the kernel refuses
   */
  public boolean tryLock(boolean shared) throws IpcException {
    int returned = set(shared ? Fcntl.F_RDLCK : Fcntl.F_WRLCK);
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    SystemErrors.check(returned, "fcntl(F_OFD_SETLK)", file.name());
    return true;
  }

  /**
   * Releases the lock.
   *
   * @throws IpcException if the kernel refuses
   */
  public void unlock() throws IpcException {
    SystemErrors.check(set(Fcntl.F_UNLCK), "fcntl(F_OFD_SETLK)", file.name());
  }

  /**
   * {@return whether another description holds the lock} Read locks of others do not count, since any process that may
   * read the file can take one.
   */
  public boolean isHeldElsewhere() throws IpcException {
    return conflict().filter(Conflict::exclusive).isPresent();
  }

  /**
   * {@return a lock of another description that keeps this one from being exclusive}
   *
   * @throws IpcException if the kernel does not say
   */
  public Optional<Conflict> conflict() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flock(arena, Fcntl.F_WRLCK);
      SystemErrors.check(
          Fcntl.fcntl(file.fd(), Fcntl.F_OFD_GETLK, flock), "fcntl(F_OFD_GETLK)", file.name());
      short type = flock.get(ValueLayout.JAVA_SHORT, TYPE);
      return type == Fcntl.F_UNLCK
          ? Optional.empty()
          : Optional.of(
              new Conflict(
                  type == Fcntl.F_WRLCK,
                  flock.get(ValueLayout.JAVA_LONG, START),
                  flock.get(ValueLayout.JAVA_LONG, LENGTH),
                  flock.get(ValueLayout.JAVA_INT, PID)));
    }
  }

  /**
   * The same as {@link #isHeldElsewhere()}, and allocates nothing.
   *
   * @param flock memory for {@code struct flock}, of the calling thread for this call
   */
  public boolean isHeldElsewhere(MemorySegment flock) throws IpcException {
    fill(flock, Fcntl.F_WRLCK);
    int returned = Fcntl.fcntl(file.fd(), Fcntl.F_OFD_GETLK, flock);
    if (Errno.failed(returned)) {
      throw SystemErrors.of(returned, "fcntl(F_OFD_GETLK)", file.name());
    }
    return flock.get(ValueLayout.JAVA_SHORT, TYPE) == Fcntl.F_WRLCK;
  }

  private int set(short type) {
    try (Arena arena = Arena.ofConfined()) {
      return Fcntl.fcntl(file.fd(), Fcntl.F_OFD_SETLK, flock(arena, type));
    }
  }

  /** {@return what a request of a kind is for the kernel, which only reads it} */
  MemorySegment flock(Arena arena, short type) {
    MemorySegment flock = arena.allocate(Fcntl.FLOCK);
    fill(flock, type);
    return flock;
  }

  private void fill(MemorySegment flock, short type) {
    flock.set(ValueLayout.JAVA_SHORT, TYPE, type);
    flock.set(ValueLayout.JAVA_SHORT, WHENCE, Fcntl.SEEK_SET);
    flock.set(ValueLayout.JAVA_LONG, START, position);
    flock.set(ValueLayout.JAVA_LONG, LENGTH, length);
    flock.set(ValueLayout.JAVA_INT, PID, 0); // as the kernel wants it; an answer leaves -1 there
  }

  private static long offset(String field) {
    return Fcntl.FLOCK.byteOffset(PathElement.groupElement(field));
  }
}
