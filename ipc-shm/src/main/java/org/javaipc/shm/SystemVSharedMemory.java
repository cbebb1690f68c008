package org.javaipc.shm;

import java.nio.file.Path;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.memory.MappedMemory;
import org.javaipc.linux.sysv.SystemVKeys;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObject;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.linux.sysv.SystemVSegments;

/**
 * An attached System V shared memory segment, shared by Java programs and C programs that call {@code shmget}. It
 * outlives its processes, until a process {@link #remove removes} it or the machine is restarted, and belongs to one
 * IPC namespace.
 *
 * <pre>{@code
 * try (SystemVSharedMemory memory = SystemVSharedMemory.at(0x4a4f42).size(4096).create()) {
 *   memory.segment().set(ValueLayout.JAVA_INT, 0, 42);
 *   memory.remove(); // it is freed when the last process detaches
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SystemVSharedMemory extends MappedMemory {
  private final int id;

  SystemVSharedMemory(int id, Mapping mapping) {
    super(mapping, "shm id=" + id);
    this.id = id;
  }

  /**
   * {@return a builder for the segment with a key} It does not access the segment yet.
   *
   * @param key on which the processes agree, such as one of {@link #ftok}; not 0
   * @throws IllegalArgumentException if it is 0, which is not a key
   */
  public static SystemVSharedMemoryBuilder at(int key) {
    if (key == 0) {
      throw new IllegalArgumentException("key=0 is IPC_PRIVATE; use withoutKey()");
    }
    return new SystemVSharedMemoryBuilder(key);
  }

  /** {@return a builder for a segment without a key, which other processes can only find by its id} */
  public static SystemVSharedMemoryBuilder withoutKey() {
    return new SystemVSharedMemoryBuilder(0);
  }

  /**
   * {@return the key that the C function of that name derives from a file and a number} Two files often have the same
   * key, so use this only to agree with C programs that do.
   *
   * @param path of a file that exists
   * @param projectId number, of which the low 8 bits count
   * @throws NoSuchObjectException if there is no such file
   * @throws IpcException if the file's status cannot be read
   * @throws IllegalArgumentException if the low 8 bits of the number are 0
   * @see <a href="https://man7.org/linux/man-pages/man3/ftok.3.html">ftok(3)</a>
   */
  public static int ftok(Path path, int projectId) throws IpcException {
    return SystemVKeys.ftok(path, projectId);
  }

  /** {@return the id that the kernel gave the segment} It is valid in this IPC namespace only. */
  public int id() {
    return id;
  }

  /**
   * {@return the segment's current state in the kernel: size, key, owner, mode, creator, the last process to attach,
   * the number of attachments, times}
   *
   * @throws NoSuchObjectException if it is gone, after this object was closed
   * @throws IpcException if the kernel's list cannot be read
   */
  public SystemVObject.Segment status() throws IpcException {
    return SystemVSegments.status(id);
  }

  /**
   * Changes the owner and group. The creator keeps the right to change and remove the segment.
   *
   * @param uid the new owner
   * @param gid the new group
   * @throws AccessRefusedException unless this user owns it, made it, or is root
   * @throws NoSuchObjectException if it is gone, after this object was closed
   * @throws IpcException if the kernel refuses for another reason
   */
  public void changeOwner(long uid, long gid) throws IpcException {
    SystemVSegments.change(id, uid, gid, status().identity().mode());
  }

  /**
   * Changes who may attach the segment from now on; existing attachments stay.
   *
   * @param mode permission bits, 0 to 0777
   * @throws AccessRefusedException unless this user owns it, made it, or is root
   * @throws NoSuchObjectException if it is gone, after this object was closed
   * @throws IpcException if the kernel refuses for another reason
   * @throws IllegalArgumentException if there are other bits
   */
  public void changeMode(int mode) throws IpcException {
    if ((mode & ~0777) != 0) {
      throw new IllegalArgumentException("mode=0%o is not within 0 to 0777".formatted(mode));
    }
    var identity = status().identity();
    SystemVSegments.change(id, identity.uid(), identity.gid(), mode);
  }

  /**
   * Marks the segment for removal: its key no longer finds it, and it is freed with the last attachment, this one
   * included. Repeating it does nothing as long as it is attached.
   *
   * @throws AccessRefusedException unless this user owns it, made it, or is root
   * @throws NoSuchObjectException if it is gone, after this object was closed
   * @throws IpcException if the kernel refuses for another reason
   */
  public void remove() throws IpcException {
    SystemVObjects.remove(SystemVKind.SEGMENT, id);
  }
}
