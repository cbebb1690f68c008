package org.javaipc.shm;

import java.util.List;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.memory.FileMemory;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.PosixNames;
import org.javaipc.linux.memory.PosixObject;
import org.javaipc.linux.memory.SharedFile;

/**
 * POSIX shared memory: memory with a name, shared by Java programs and C programs that call {@code shm_open}. It
 * outlives its processes, until a process {@link #unlink unlinks} it or the machine is restarted.
 *
 * <pre>{@code
 * try (PosixSharedMemory memory = PosixSharedMemory.at("/counters").size(4096).create()) {
 *   memory.segment().set(ValueLayout.JAVA_INT, 0, 42);
 * }
 * PosixSharedMemory.unlink("/counters");
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/shm_overview.7.html">shm_overview(7)</a>
 */
public final class PosixSharedMemory extends FileMemory {
  private final String name;

  PosixSharedMemory(String name, SharedFile file, MapRequest request) throws IpcException {
    super(file, request);
    this.name = name;
  }

  /**
   * {@return a builder for the object with a name} It does not access the object yet.
   *
   * @param name {@code /NAME} or {@code NAME}, of 1 to 255 bytes without another slash
   * @throws IllegalArgumentException if the name is invalid
   */
  public static PosixSharedMemoryBuilder at(String name) {
    return new PosixSharedMemoryBuilder(PosixNames.plain(name));
  }

  /**
   * Removes a name, which can then be given to another object. The processes that have the memory open still share it;
   * it is freed when the last of them has unmapped and closed it.
   *
   * @param name as {@link #at} takes it
   * @throws NoSuchObjectException if nothing has that name
   * @throws AccessRefusedException if it belongs to another user
   * @throws IpcException if it cannot be removed
   * @throws IllegalArgumentException if the name is invalid
   */
  public static void unlink(String name) throws IpcException {
    PosixNames.unlink(name);
  }

  /**
   * {@return the objects of all users, sorted by name}
   *
   * @throws IpcException if /dev/shm cannot be read
   */
  public static List<PosixObject> list() throws IpcException {
    return PosixNames.list();
  }

  /** {@return the name, without a leading slash} */
  public String name() {
    return name;
  }
}
