package org.javaipc.linux.sysv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.memory.Ownership;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Shm;
import org.javaipc.linux.raw.ipc.SystemV;

/**
 * The calls on System V segments: create, find, attach and change. {@link SystemVObjects} lists and
 * removes. Any thread may call it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmat.2.html">shmat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">shmctl(2)</a>
 */
public final class SystemVSegments {
  private static final PathElement PERM = PathElement.groupElement("shm_perm");
  private static final long UID = offset("uid");
  private static final long GID = offset("gid");
  private static final long MODE = offset("mode");

  private SystemVSegments() {}

  /**
   * Creates a segment, filled with zeros; the kernel has accounted for its memory.
   *
   * @param key of the segment; 0 for none
   * @param size in bytes, greater than 0
   * @param mode permission bits
   * @return its id
   * @throws ObjectExistsException if a segment has that key
   * @throws ResourceLimitException if memory, the largest size or the number of segments does not suffice
   * @throws IpcException if it cannot be made
   */
  public static int create(int key, long size, int mode) throws IpcException {
    NativeAccess.require();
    return SystemVErrors.checkGet(
        Shm.shmget(key, size, SystemV.IPC_CREAT | SystemV.IPC_EXCL | mode), key, size);
  }

  /**
   * Finds a segment, or creates it if there is none.
   *
   * @param key of the segment, not 0
   * @param size in bytes, greater than 0
   * @param mode permission bits of a new segment
   * @return its id
   * @throws ObjectExistsException if a segment has that key and is smaller
   * @throws AccessRefusedException if its mode denies access to this user
   * @throws ResourceLimitException if memory, the largest size or the number of segments does not suffice
   * @throws IpcException if it cannot be made
   */
  public static int createOrFind(int key, long size, int mode) throws IpcException {
    NativeAccess.require();
    return SystemVErrors.checkGet(Shm.shmget(key, size, SystemV.IPC_CREAT | mode), key, size);
  }

  /**
   * Finds a segment.
   *
   * @param key of the segment, not 0
   * @param size least size in bytes; 0 for any
   * @return its id
   * @throws NoSuchObjectException if no segment has that key
   * @throws ObjectExistsException if it is smaller
   * @throws IpcException if the kernel refuses
   */
  public static int find(int key, long size) throws IpcException {
    NativeAccess.require();
    return SystemVErrors.checkGet(Shm.shmget(key, size, 0), key, size);
  }

  /**
   * Attaches a segment.
   *
   * @param id of the segment
   * @param writable whether to attach it for writing
   * @param policy which owners are accepted
   * @return the whole segment's memory; closing it detaches the segment
   * @throws NoSuchObjectException if nothing has that id
   * @throws AccessRefusedException if its mode denies access to this user, or its owner is not trusted
   * @throws IpcException if it cannot be attached
   */
  public static Mapping attach(int id, boolean writable, AccessPolicy policy) throws IpcException {
    NativeAccess.require();
    String object = SystemVErrors.named(id);
    long address = Shm.shmat(id, 0, writable ? 0 : Shm.SHM_RDONLY);
    if (Errno.removed(address)) {
      throw SystemVObjects.gone("shmat", object, address);
    }
    SystemErrors.check(address, "shmat", object);
    try {
      // Its id is not reused while it is attached, so this is the status of the attached one.
      SystemVObject.Segment status = status(id);
      SystemVIdentity owner = status.identity();
      Ownership.require(object, owner.uid(), owner.gid(), policy);
      Mapping mapping = Mapping.of(address, status.size(), Shm::shmdt);
      return writable ? mapping : mapping.readOnly();
    } catch (IpcException | RuntimeException e) {
      Shm.shmdt(address);
      throw e;
    }
  }

  /**
   * {@return the status of a segment, even of another user's}
   *
   * @param id of the segment
   * @throws NoSuchObjectException if nothing has that id
   * @throws IpcException if the kernel's list cannot be read
   */
  public static SystemVObject.Segment status(int id) throws IpcException {
    return (SystemVObject.Segment)
        SystemVObjects.find(SystemVKind.SEGMENT, id)
            .orElseThrow(() ->
                SystemVObjects.gone("shmctl(IPC_STAT)", SystemVErrors.named(id), -Errno.EINVAL));
  }

  /**
   * Changes owner and mode of a segment.
   *
   * @param id of the segment
   * @param uid the new owner
   * @param gid the new group
   * @param mode permission bits
   * @throws NoSuchObjectException if nothing has that id
   * @throws AccessRefusedException unless this user owns it, made it, or is privileged
   * @throws IpcException if the kernel refuses for another reason
   */
  public static void change(int id, long uid, long gid, int mode) throws IpcException {
    NativeAccess.require();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(Shm.SHMID_DS);
      status.set(ValueLayout.JAVA_INT, UID, (int) uid);
      status.set(ValueLayout.JAVA_INT, GID, (int) gid);
      status.set(ValueLayout.JAVA_INT, MODE, mode);
      int returned = Shm.shmctl(id, SystemV.IPC_SET, status.address());
      if (Errno.removed(returned)) {
        throw SystemVObjects.gone("shmctl(IPC_SET)", SystemVErrors.named(id), returned);
      }
      SystemErrors.check(returned, "shmctl(IPC_SET)", SystemVErrors.named(id));
    }
  }

  private static long offset(String field) {
    return Shm.SHMID_DS.byteOffset(PERM, PathElement.groupElement(field));
  }
}
