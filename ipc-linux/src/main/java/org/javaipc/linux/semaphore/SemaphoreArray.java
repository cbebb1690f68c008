package org.javaipc.linux.semaphore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.call.Timespec;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.ipc.SystemV;
import org.javaipc.linux.sysv.SystemVObjects;

/**
 * The calls of a System V semaphore set, by its id. There is nothing to close: a set lives until it is
 * removed. All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SemaphoreArray {
  /** The key of sets that have none. */
  public static final int NO_KEY = SystemV.IPC_PRIVATE;

  private static final long COUNT = Sem.SEMID_DS.byteOffset(PathElement.groupElement("sem_nsems"));
  private static final PathElement PERM = PathElement.groupElement("sem_perm");
  private static final long UID = permission("uid");
  private static final long GID = permission("gid");
  private static final long MODE = permission("mode");
  private static final long OPERATED =
      Sem.SEMID_DS.byteOffset(PathElement.groupElement("sem_otime"));

  private final int id;
  private final int count;
  private final String name;

  private SemaphoreArray(int id, int count) {
    this.id = id;
    this.count = count;
    this.name = "semaphore set semid=" + id;
  }

  /**
   * Makes a set, all of whose semaphores are 0.
   *
   * @param key or {@link #NO_KEY}
   * @param count of semaphores, greater than 0
   * @param mode permission bits
   * @return the set; empty if another one has the key
   * @throws ResourceLimitException if a limit of sets, or of semaphores in one, is reached
   * @throws IpcException if the kernel refuses
   */
  public static Optional<SemaphoreArray> create(int key, int count, int mode) throws IpcException {
    NativeAccess.require();
    int id = Sem.semget(key, count, SystemV.IPC_CREAT | SystemV.IPC_EXCL | mode);
    if (Errno.exists(id)) {
      return Optional.empty();
    }
    if (Errno.failed(id)) {
      throw SemaphoreErrors.create(id, key, count);
    }
    return Optional.of(new SemaphoreArray(id, count));
  }

  /**
   * {@return the set of a key}
   *
   * @param key not {@link #NO_KEY}
   * @throws org.javaipc.NoSuchObjectException if no set has the key
   * @throws org.javaipc.AccessRefusedException if this user may not use it
   * @throws IpcException if the kernel refuses
   */
  public static SemaphoreArray open(int key) throws IpcException {
    NativeAccess.require();
    int id = Sem.semget(key, 0, 0);
    SystemErrors.check(id, "semget", "semaphore set key=0x%08x".formatted(key));
    return ofId(id);
  }

  /**
   * {@return the set of an id}
   *
   * @param id of the set
   * @throws org.javaipc.NoSuchObjectException if no set has the id
   * @throws org.javaipc.AccessRefusedException if this user may not read it
   * @throws IpcException if the kernel refuses
   */
  public static SemaphoreArray ofId(int id) throws IpcException {
    NativeAccess.require();
    return new SemaphoreArray(id, Math.toIntExact(stat(id, "semaphore set semid=" + id, COUNT)));
  }

  /** {@return the number that the kernel gave the set} */
  public int id() {
    return id;
  }

  /** {@return how many semaphores there are} */
  public int count() {
    return count;
  }

  /**
   * Changes the group of the set, and its mode; this user remains its owner.
   *
   * @param gid group
   * @param mode permission bits
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   */
  public void permit(int gid, int mode) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(Sem.SEMID_DS);
      status.set(ValueLayout.JAVA_INT, UID, Unistd.geteuid());
      status.set(ValueLayout.JAVA_INT, GID, gid);
      status.set(ValueLayout.JAVA_INT, MODE, mode);
      check(Sem.semctl(id, 0, SystemV.IPC_SET, status), "semctl(IPC_SET)", name);
    }
  }

  /**
   * {@return whether a group of operations has ever been done}
   *
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   */
  public boolean isOperated() throws IpcException {
    return stat(id, name, OPERATED) != 0;
  }

  private static long permission(String field) {
    return Sem.SEMID_DS.byteOffset(PERM, PathElement.groupElement(field));
  }

  private static long stat(int id, String name, long offset) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(Sem.SEMID_DS);
      check(Sem.semctl(id, 0, SystemV.IPC_STAT, status), "semctl(IPC_STAT)", name);
      return status.get(ValueLayout.JAVA_LONG, offset);
    }
  }

  /**
   * {@return a semaphore's value}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public int value(int index) throws IpcException {
    return number(index, Sem.GETVAL, "GETVAL");
  }

  /**
   * {@return the process that last changed a semaphore; 0 if none did, or it is in another namespace}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public int lastPid(int index) throws IpcException {
    return number(index, Sem.GETPID, "GETPID");
  }

  /**
   * {@return how many threads, of all processes, wait in the kernel for more}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public int waitingForMore(int index) throws IpcException {
    return number(index, Sem.GETNCNT, "GETNCNT");
  }

  /**
   * {@return how many threads, of all processes, wait in the kernel for zero}
   *
   * @param index of the semaphore
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public int waitingForZero(int index) throws IpcException {
    return number(index, Sem.GETZCNT, "GETZCNT");
  }

  private int number(int index, int operation, String operationName) throws IpcException {
    checkIndex(index);
    return check(Sem.semctl(id, index, operation, 0), "semctl(" + operationName + ")", name);
  }

  /**
   * {@return all values, as they were at one instant}
   *
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   */
  public int[] values() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(ValueLayout.JAVA_SHORT, count);
      valuesTo(all);
      int[] values = new int[count];
      for (int i = 0; i < count; i++) {
        values[i] = Short.toUnsignedInt(all.getAtIndex(ValueLayout.JAVA_SHORT, i));
      }
      return values;
    }
  }

  /**
   * Copies all values, as they were at one instant.
   *
   * @param all gets them, as unsigned shorts; it has room for them
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   */
  public void valuesTo(MemorySegment all) throws IpcException {
    check(Sem.semctl(id, 0, Sem.GETALL, all), "semctl(GETALL)", name);
  }

  /**
   * Sets one value, and forgets what was to be undone of it.
   *
   * @param index of the semaphore
   * @param value 0 to 32767
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there is no such semaphore, or the value is out of range
   */
  public void set(int index, int value) throws IpcException {
    checkIndex(index);
    checkValue(value);
    check(Sem.semctl(id, index, Sem.SETVAL, value), "semctl(SETVAL)", name);
  }

  /**
   * Sets all values at once, and forgets what was to be undone.
   *
   * @param values one for each semaphore, 0 to 32767
   * @throws IpcException if the set is removed, this user may not, or the kernel refuses
   * @throws IllegalArgumentException if there are not as many, or one is out of range
   */
  public void setAll(int[] values) throws IpcException {
    checkValues(values);
    if (values.length != count) {
      throw new IllegalArgumentException("values.length=" + values.length + " count=" + count);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(ValueLayout.JAVA_SHORT, count);
      for (int i = 0; i < count; i++) {
        all.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) values[i]);
      }
      check(Sem.semctl(id, 0, Sem.SETALL, all), "semctl(SETALL)", name);
    }
  }

  /**
   * Performs a group of operations if that is possible without waiting.
   *
   * @param group the operations, on semaphores that are there
   * @return whether it was performed; false if that would have meant waiting
   * @throws org.javaipc.NoSuchObjectException if the set is removed
   * @throws ResourceLimitException if a value, what is to be undone, or the group is too large
   * @throws IpcException if the kernel refuses
   */
  public boolean tryPerform(SemaphoreGroup group) throws IpcException {
    try {
      return tryPerform(group.address(false), group.size());
    } finally {
      Reference.reachabilityFence(group);
    }
  }

  /** The same for operations that lie somewhere. */
  boolean tryPerform(long operations, int size) throws IpcException {
    return isDone(Sem.semop(id, operations, size), size, operations);
  }

  /**
   * Does a group of operations once it is possible.
   *
   * @param group the operations, on semaphores that are there
   * @param nanos longest time to wait
   * @return whether it was done; false if the timeout elapsed
   * @throws IpcException as {@link #tryPerform(SemaphoreGroup)} says
   * @throws InterruptedException if the thread is interrupted; nothing was done
   */
  public boolean perform(SemaphoreGroup group, long nanos)
      throws IpcException, InterruptedException {
    return tryPerform(group)
        || (nanos > 0 && TimedSlices.await(left -> tryFor(group, left), nanos));
  }

  /**
   * Does a group of operations, waiting in the kernel, deaf to interrupts.
   *
   * @param nanos longest time to wait; 0 does not wait
   * @return whether it was done
   */
  boolean tryFor(SemaphoreGroup group, long nanos) throws IpcException {
    if (nanos <= 0) {
      return tryPerform(group);
    }
    long operations = group.address(true);
    try {
      int returned = Sem.semtimedop(id, operations, group.size(), Timespec.of(nanos));
      return isDone(returned, group.size(), operations);
    } finally {
      Reference.reachabilityFence(group);
    }
  }

  private boolean isDone(int returned, int size, long operations) throws IpcException {
    if (Errno.wouldBlock(returned) || Errno.interrupted(returned)) {
      return false;
    }
    if (Errno.failed(returned)) {
      throw SemaphoreErrors.operate(returned, this, operations, size);
    }
    return true;
  }

  /**
   * Removes the set; waiting threads get an exception.
   *
   * @throws org.javaipc.NoSuchObjectException if it is removed already
   * @throws org.javaipc.AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   */
  public void remove() throws IpcException {
    check(Sem.semctl(id, 0, SystemV.IPC_RMID, 0), "semctl(IPC_RMID)", name);
  }

  /**
   * Checks an index.
   *
   * @param index of a semaphore
   * @throws IllegalArgumentException if there is no such semaphore
   */
  public void checkIndex(int index) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "%s: index=%d is not within 0 to %d".formatted(name, index, count - 1));
    }
  }

  /**
   * Checks values of semaphores.
   *
   * @param values to check
   * @throws IllegalArgumentException if one is out of range
   */
  public static void checkValues(int... values) {
    for (int value : values) {
      checkValue(value);
    }
  }

  private static void checkValue(int value) {
    if (value < 0 || value > SemaphoreLimits.HIGHEST_VALUE) {
      throw new IllegalArgumentException("value=" + value + " is not within 0 to 32767 (SEMVMX)");
    }
  }

  private static int check(int returned, String call, String name) throws IpcException {
    if (Errno.removed(returned)) {
      throw SystemVObjects.gone(call, name, returned);
    }
    return (int) SystemErrors.check(returned, call, name);
  }

  @Override
  public String toString() {
    return name;
  }
}
