package org.javaipc.linux.sysv;

import java.util.List;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Msg;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.ipc.Shm;
import org.javaipc.linux.raw.ipc.SystemV;

/**
 * All System V objects of this process's IPC namespace, of every user: what {@code ipcs} and
 * {@code ipcrm} do. Any thread may call it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/ipcs.1.html">ipcs(1)</a>
 * @see <a href="https://man7.org/linux/man-pages/man1/ipcrm.1.html">ipcrm(1)</a>
 */
public final class SystemVObjects {
  private SystemVObjects() {}

  /**
   * {@return all segments, then all semaphore sets, then all queues, each in the kernel's order}
   *
   * @throws IpcException if the kernel's list cannot be read
   */
  public static List<SystemVObject> list() throws IpcException {
    return SystemVTable.readAll();
  }

  /**
   * {@return all objects of a kind, in the kernel's order}
   *
   * @param kind of the objects
   * @throws IpcException if the kernel's list cannot be read
   */
  public static List<SystemVObject> list(SystemVKind kind) throws IpcException {
    return SystemVTable.read(kind);
  }

  /**
   * {@return the object with an id; empty if there is none}
   *
   * @param kind of the object
   * @param id of the object
   * @throws IpcException if the kernel's list cannot be read
   */
  public static Optional<SystemVObject> find(SystemVKind kind, int id) throws IpcException {
    return list(kind).stream().filter(object -> object.identity().id() == id).findFirst();
  }

  /**
   * {@return the object with a key; empty if there is none}
   *
   * @param kind of the object
   * @param key of the object; not 0, which many have
   * @throws IllegalArgumentException if {@code key} is 0
   * @throws IpcException if the kernel's list cannot be read
   */
  public static Optional<SystemVObject> findKey(SystemVKind kind, int key) throws IpcException {
    requireKey(key);
    return list(kind).stream().filter(object -> object.identity().key() == key).findFirst();
  }

  /**
   * Removes an object. A queue or a semaphore set disappears at once, and threads that wait for it get an error; a
   * segment is marked, and disappears with its last attachment.
   *
   * @param kind of the object
   * @param id of the object
   * @throws NoSuchObjectException if no object of that kind has that id
   * @throws AccessRefusedException if it belongs to another user
   * @throws TransportUnavailableException if this JVM cannot call libc
   * @throws IpcException if the kernel refuses for another reason
   */
  public static void remove(SystemVKind kind, int id) throws IpcException {
    NativeAccess.require();
    int returned =
        switch (kind) {
          case SEGMENT -> Shm.shmctl(id, SystemV.IPC_RMID, 0);
          case SEMAPHORES -> Sem.semctl(id, 0, SystemV.IPC_RMID, 0);
          case QUEUE -> Msg.msgctl(id, SystemV.IPC_RMID, 0);
        };
    String object = kind.word() + " id=" + id;
    if (Errno.removed(returned)) {
      throw gone(kind.word() + "ctl(IPC_RMID)", object, returned);
    }
    SystemErrors.check(returned, kind.word() + "ctl(IPC_RMID)", object);
  }

  /**
   * Removes the object with a key, as {@link #remove} does.
   *
   * @param kind of the object
   * @param key of the object; not 0, which many have
   * @return the id that it had
   * @throws IllegalArgumentException if {@code key} is 0
   * @throws NoSuchObjectException if no object of that kind has that key
   * @throws AccessRefusedException if it belongs to another user
   * @throws TransportUnavailableException if this JVM cannot call libc
   * @throws IpcException if the kernel refuses for another reason
   */
  public static int removeKey(SystemVKind kind, int key) throws IpcException {
    NativeAccess.require();
    requireKey(key);
    int id =
        switch (kind) {
          case SEGMENT -> Shm.shmget(key, 0, 0);
          case SEMAPHORES -> Sem.semget(key, 0, 0);
          case QUEUE -> Msg.msgget(key, 0);
        };
    SystemErrors.check(id, kind.word() + "get", "%s key=0x%08x".formatted(kind.word(), key));
    remove(kind, id);
    return id;
  }

  /**
   * {@return the error that EINVAL or EIDRM means for an id}
   *
   * @param call that failed
   * @param object its name, for the message
   * @param returned by the call
   */
  public static NoSuchObjectException gone(String call, String object, long returned) {
    String errno = Errno.name((int) -returned);
    return new NoSuchObjectException(
        object
            + ": "
            + call
            + " failed with "
            + errno
            + ": nothing has that id in this IPC namespace; it was removed, or lives in another one"
            + " (see `ipcs`, /proc/self/ns/ipc)",
        errno);
  }

  private static void requireKey(int key) {
    if (key == SystemV.IPC_PRIVATE) {
      throw new IllegalArgumentException("key=0 is IPC_PRIVATE, which finds nothing; use the id");
    }
  }
}
