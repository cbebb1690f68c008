package org.javaipc.shm;

import java.util.OptionalLong;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.MapRequest;
import org.javaipc.linux.memory.Ownership;
import org.javaipc.linux.memory.SharedFile;

/** Says how POSIX shared memory is made or opened. For one thread. */
public final class PosixSharedMemoryBuilder extends TrustingBuilder<PosixSharedMemoryBuilder> {
  private final String name;

  PosixSharedMemoryBuilder(String name) {
    this.name = name;
  }

  @Override
  protected PosixSharedMemoryBuilder self() {
    return this;
  }

  /**
   * Makes it, of the given {@link #size}, filled with zeros, all of its memory accounted for. A process that opens
   * it finds it whole.
   *
   * @return the memory
   * @throws ObjectExistsException if something has that name
   * @throws ResourceLimitException if /dev/shm has no room; nothing is left
   * @throws IpcException if it cannot be made
   * @throws IllegalStateException if no size is given, or it is to be opened for reading only
   */
  public PosixSharedMemory create() throws IpcException {
    requireWritable();
    SharedFile file = SharedFile.createShared(name, requiredSize(), mode());
    return new PosixSharedMemory(name, file, MapRequest.whole(true, advice()));
  }

  /**
   * Opens one that exists: all of it, or its first {@link #size} bytes if that was given.
   *
   * @return the memory
   * @throws NoSuchObjectException if nothing has that name
   * @throws AccessRefusedException if this user may not, or its owner is not trusted, or it is a symbolic
   *     link
   * @throws SystemCallException if it is empty, smaller than the given size, or no regular file
   * @throws IpcException if it cannot be mapped
   */
  public PosixSharedMemory open() throws IpcException {
    SharedFile file = SharedFile.openShared(name, isWritable());
    try {
      Ownership.require(file, trust());
      requireSize(file);
    } catch (IpcException e) {
      file.close();
      throw e;
    }
    return new PosixSharedMemory(
        name,
        file,
        new MapRequest(0, size(), MapRequest.protection(isWritable()), false, advice()));
  }

  /**
   * Opens it as {@link #open} does; makes it as {@link #create} does if there is none. Of several processes
   * that do so at once one makes it.
   *
   * @return the memory
   * @throws IpcException as {@link #open} and {@link #create} say
   * @throws IllegalStateException as {@link #create} says
   */
  public PosixSharedMemory openOrCreate() throws IpcException {
    requireWritable();
    requiredSize();
    while (true) {
      try {
        return open();
      } catch (NoSuchObjectException missing) {
        try {
          return create();
        } catch (ObjectExistsException e) {
          Thread.onSpinWait(); // another process was faster
        }
      }
    }
  }

  /** An object of others is never made longer by opening it; its owner says how long it is. */
  private void requireSize(SharedFile file) throws IpcException {
    OptionalLong wanted = size();
    long has = file.size();
    if (wanted.isPresent() && has > 0 && has < wanted.getAsLong()) {
      throw new SystemCallException(
          "%s: mmap failed with EINVAL: it has size=%d, less than size=%d; ask for its size, or recreate it"
              .formatted(file, has, wanted.getAsLong()),
          "EINVAL");
    }
  }
}
