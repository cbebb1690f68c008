package org.javaipc.shm;

import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.linux.sysv.SystemVSegments;

/** Creates or attaches a System V segment. For one thread. */
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
   * Creates a segment of the given {@link #size}, filled with zeros and fully accounted for, and attaches it.
   *
   * @return the segment
   * @throws ObjectExistsException if a segment has that key
   * @throws ResourceLimitException if there is not enough memory, or if the IPC namespace's limit of segments or of
   *     their size is reached
   * @throws IpcException if it cannot be created
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
   * Attaches the whole segment with the key. If a {@link #size} was given, the segment must be at least that large.
   *
   * @return the segment
   * @throws NoSuchObjectException if no segment has that key
   * @throws ObjectExistsException if it is smaller than the given size
   * @throws AccessRefusedException if its mode denies access to this user, or its owner is not trusted
   * @throws IpcException if it cannot be attached
   * @throws IllegalStateException if there is no key
   */
  public SystemVSharedMemory open() throws IpcException {
    requireKey();
    return attach(SystemVSegments.find(key, size().orElse(0)));
  }

  /**
   * Attaches the segment as {@link #open} does, or creates it as {@link #create} does if there is none. If several
   * processes do so at once, one of them creates it.
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
   * Attaches the segment with an id, whatever its key and size, even if it is marked for removal.
   *
   * @param id as its creator passed it on
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
