package org.javaipc.shm;

import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.linux.sysv.SystemVSegments;

/** Says how a System V segment is made or attached. For one thread. */
public final class SystemVSharedMemoryBuilder extends TrustingBuilder<SystemVSharedMemoryBuilder> {
  private final int key;

  SystemVSharedMemoryBuilder(int key) {
    this.key = key;
  }

  @Override
  protected SystemVSharedMemoryBuilder self() {
    return this;
  }

  /**
   * Makes it, of the given {@link #size}, filled with zeros, all of its memory accounted for, and attaches
   * it.
   *
   * @return the segment
   * @throws ObjectExistsException if a segment has that key
   * @throws ResourceLimitException if the memory, the largest size or the number of segments that the IPC
   *     namespace allows does not suffice
   * @throws IpcException if it cannot be made
   * @throws IllegalStateException if no size is given, or it is to be attached for reading only
   */
  public SystemVSharedMemory create() throws IpcException {
    requireWritable();
    int id = SystemVSegments.create(key, requiredSize(), mode());
    try {
      return attach(id);
    } catch (IpcException | RuntimeException e) {
      SystemVObjects.remove(SystemVKind.SEGMENT, id);
      throw e;
    }
  }

  /**
   * Attaches the segment that has the key: all of it, which is at least the {@link #size}, if that was
   * given.
   *
   * @return the segment
   * @throws NoSuchObjectException if no segment has that key
   * @throws ObjectExistsException if it is smaller
   * @throws AccessRefusedException if its mode denies access to this user, or its owner is not trusted
   * @throws IpcException if it cannot be attached
   * @throws IllegalStateException if there is no key
   */
  public SystemVSharedMemory open() throws IpcException {
    requireKey();
    return attach(SystemVSegments.find(key, size().orElse(0)));
  }

  /**
   * Attaches it as {@link #open} does; makes it as {@link #create} does if there is none. Of several
   * processes that do so at once one makes it.
   *
   * @return the segment
   * @throws IpcException as {@link #open} and {@link #create} say
   * @throws IllegalStateException if no size or no key is given, or it is to be attached for reading only
   */
  public SystemVSharedMemory openOrCreate() throws IpcException {
    requireKey();
    requireWritable();
    return attach(SystemVSegments.createOrFind(key, requiredSize(), mode()));
  }

  /**
   * Attaches the segment of an id, whatever its key and size, also one that is marked for removal.
   *
   * @param id that its creator told
   * @return the segment
   * @throws NoSuchObjectException if nothing has that id in this IPC namespace
   * @throws AccessRefusedException if its mode denies access to this user, or its owner is not trusted
   * @throws IpcException if it cannot be attached
   */
  public SystemVSharedMemory attach(int id) throws IpcException {
    return new SystemVSharedMemory(id, SystemVSegments.attach(id, isWritable(), trust()));
  }

  private void requireKey() {
    if (key == 0) {
      throw new IllegalStateException("key=0: a segment without a key is found by attach(id) only");
    }
  }
}
