package org.javaipc.linux.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.ipc.Shm;
import org.javaipc.linux.raw.ipc.SystemV;
import org.javaipc.linux.sysv.SystemVErrors;
import org.javaipc.linux.sysv.SystemVSegments;
import org.javaipc.spi.Checkpoint;

/**
 * An attached System V shared memory segment. It is marked for removal as soon as its maker has attached it, so that the
 * kernel frees it when the last process has detached or died; Linux lets others attach it by its id until then. Its key
 * goes with the marking.
 *
 * @param id of the segment in its IPC namespace
 * @param mapping of the segment
 * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">IPC_RMID in shmctl(2)</a>
 */
public record SystemVSegment(int id, Mapping mapping) {
  /**
   * Makes a segment, zeroed; its whole memory is accounted for.
   *
   * @param key by which it is found until it is marked
   * @param size in bytes, greater than 0
   * @param access permission bits and group
   * @param name for messages
   * @return the segment; empty if another has the key
   */
  public static Optional<SystemVSegment> create(int key, long size, FileAccess access, String name)
      throws IpcException {
    int id = Shm.shmget(key, size, SystemV.IPC_CREAT | SystemV.IPC_EXCL | access.mode());
    if (Errno.exists(id)) {
      return Optional.empty();
    }
    SystemVErrors.checkNew(id, size, name);
    try {
      Checkpoint.CREATE_OBJECT_MADE.pass();
      if (access.hasGroup()) {
        SystemVSegments.change(id, Unistd.geteuid(), access.group().getAsInt(), access.mode());
      }
      long address = Shm.shmat(id, 0, 0);
      SystemErrors.check(address, "shmat", name + " (shmid=" + id + ")");
      return Optional.of(attached(id, address, size));
    } finally {
      Shm.shmctl(id, SystemV.IPC_RMID, 0);
    }
  }

  /**
   * {@return a segment that another process created; empty if it is gone, or smaller than stated}
   *
   * @param id of the segment
   * @param size stated size in bytes
   * @param name for messages
   */
  public static Optional<SystemVSegment> attach(int id, long size, String name)
      throws IpcException {
    if (size(id) < size) {
      return Optional.empty();
    }
    long address = Shm.shmat(id, 0, 0);
    if (Errno.removed(address)) {
      return Optional.empty();
    }
    SystemErrors.check(address, "shmat", name + " (shmid=" + id + ")");
    return Optional.of(attached(id, address, size));
  }

  /**
   * {@return a copy of the first bytes of a segment, which is attached for reading meanwhile; no bytes
   * if it is gone or not the one that was meant}
   *
   * @param place says which segment, and may lie
   * @param length most bytes to copy
   * @param name for messages
   */
  public static MemorySegment copy(SystemVPlace place, long length, String name)
      throws IpcException {
    long size = SystemVPlace.withNonce(place.size());
    if (size(place.id()) < size) {
      return MemorySegment.NULL;
    }
    long address = Shm.shmat(place.id(), 0, Shm.SHM_RDONLY);
    if (Errno.removed(address)) {
      return MemorySegment.NULL;
    }
    SystemErrors.check(address, "shmat", name + " (shmid=" + place.id() + ")");
    SystemVSegment segment = attached(place.id(), address, size);
    try {
      if (!place.isOf(segment)) {
        return MemorySegment.NULL;
      }
      MemorySegment start = segment.mapping().segment().asSlice(0, Math.min(length, place.size()));
      return Arena.ofAuto().allocate(start.byteSize(), Long.BYTES).copyFrom(start).asReadOnly();
    } finally {
      segment.mapping().close();
    }
  }

  /** {@return the size that the kernel says a segment has, in bytes; -1 if there is no such one} */
  private static long size(int id) throws IpcException {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/sysvipc/shm"))) {
        String[] field = line.strip().split(" +", -1); // key shmid perms size ...
        if (field[1].equals(Integer.toString(id))) {
          return Long.parseLong(field[3]);
        }
      }
      return -1;
    } catch (IOException | RuntimeException e) {
      throw new IpcException("cannot read the sizes of the segments in /proc/sysvipc/shm: " + e, e);
    }
  }

  private static SystemVSegment attached(int id, long address, long size) {
    return new SystemVSegment(id, Mapping.of(address, size, Shm::shmdt));
  }
}
