package org.javaipc.mmap;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.FileMemory;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.Seal;
import org.javaipc.linux.memory.SharedFile;

/**
 * Memory without a name, shared by the processes that were given its descriptor. It is freed with the last of them,
 * however they end; nothing is ever left behind.
 *
 * <p>It is handed over through a Unix domain socket ({@code PassedDescriptor.duplicate(descriptor())}), and
 * {@link #adopt adopted} at the other end ({@code adopt(passed.release())}); or another process of the same user {@link #attach attaches} it by this process's pid and the {@link
 * #descriptor} number; or a child inherits it.
 *
 * <p>It is sealed against shrinking when it is created, so no process can truncate it under another's mapping. {@link
 * #seal} adds more seals.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class SharedMapping extends FileMemory {
  private SharedMapping(SharedFile file, boolean writable) throws IpcException {
    super(file, MapRequest.whole(writable, List.of()));
  }

  /**
   * Creates such memory, filled with zeros and fully reserved.
   *
   * @param name shown in /proc/PID/maps; at most 249 bytes, need not be unique
   * @param size in bytes, greater than 0
   * @return the mapping, for reading and writing
   * @throws ResourceLimitException if there is not enough memory or no free descriptor
   * @throws SystemCallException if the name is too long
   * @throws IpcException if it cannot be created
   * @throws IllegalArgumentException if {@code size} is not greater than 0
   */
  public static SharedMapping create(String name, long size) throws IpcException {
    if (size <= 0) {
      throw new IllegalArgumentException("size=" + size + " is not over 0 (mmap: EINVAL)");
    }
    SharedFile file = SharedFile.anonymous(name, size);
    try {
      file.seal(EnumSet.of(Seal.SHRINK));
    } catch (IpcException e) {
      file.close();
      throw e;
    }
    return new SharedMapping(file, true);
  }

  /**
   * Maps memory that another process has open, for reading and writing.
   *
   * @param pid of the process: one of this user, or any for root
   * @param fd number of the descriptor there
   * @return the mapping, which needs that process no more
   * @throws NoSuchObjectException if there is no such process, or it has no such descriptor
   * @throws AccessRefusedException if the process belongs to another user, or the memory is sealed against
   *     writing
   * @throws SystemCallException if the descriptor is not one of memory or of a regular file, or is empty
   * @throws IpcException if it cannot be mapped
   */
  public static SharedMapping attach(long pid, int fd) throws IpcException {
    return new SharedMapping(SharedFile.ofProcess(pid, fd, true), true);
  }

  /**
   * Maps memory that another process has open, for reading only.
   *
   * @param pid of the process: one of this user, or any for root
   * @param fd number of the descriptor there
   * @return the mapping, which needs that process no more
   * @throws IpcException as {@link #attach} says
   */
  public static SharedMapping attachReadOnly(long pid, int fd) throws IpcException {
    return new SharedMapping(SharedFile.ofProcess(pid, fd, false), false);
  }

  /**
   * Maps a descriptor of this process, such as one that was received over a socket or inherited; also for writing, if
   * it is open for writing and not sealed against it.
   *
   * @param fd number of the descriptor; this object owns it from now on, even if this method fails
   * @return the mapping
   * @throws SystemCallException if the descriptor is not one of memory or of a regular file, or is empty
   * @throws IpcException if it cannot be mapped
   */
  public static SharedMapping adopt(int fd) throws IpcException {
    SharedFile file = SharedFile.adopt(fd);
    boolean writable;
    try {
      Set<Seal> seals = file.seals().orElse(Set.of());
      writable =
          file.isWritable() && !seals.contains(Seal.WRITE) && !seals.contains(Seal.FUTURE_WRITE);
    } catch (IpcException e) {
      file.close();
      throw e;
    }
    return new SharedMapping(file, writable);
  }

  /**
   * {@return the number of the descriptor, for handing it over; this object still owns it}
   *
   * @throws IllegalStateException if it is closed
   */
  public int descriptor() {
    return file().fd();
  }

  /**
   * {@return the seals, which say what no process can do any more; empty for a file that cannot be sealed}
   *
   * @throws IpcException if the kernel does not say
   * @throws IllegalStateException if the descriptor is closed
   */
  public Set<Seal> seals() throws IpcException {
    return file().seals().orElse(Set.of());
  }

  /**
   * Adds seals: each forbids something permanently, to all processes.
   *
   * @param seals to add
   * @throws ResourceLimitException for {@link Seal#WRITE}, while any process, even this one, has it mapped for writing;
   *     {@link Seal#FUTURE_WRITE} has no such condition
   * @throws AccessRefusedException if it is sealed against sealing, or not open for writing
   * @throws SystemCallException if it is a file that cannot be sealed
   * @throws IpcException if the kernel refuses for another reason
   * @throws IllegalStateException if the descriptor is closed
   */
  public void seal(Seal... seals) throws IpcException {
    Set<Seal> chosen = EnumSet.noneOf(Seal.class);
    chosen.addAll(Set.of(seals));
    file().seal(chosen);
  }
}
