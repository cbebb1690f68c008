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

/** Creates or opens POSIX shared memory. For one thread. */
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
   * Creates the memory with the given {@link #size}, filled with zeros and fully reserved. A process that opens it
   * finds it complete.
   *
   * @return the memory
   * @throws ObjectExistsException if something has that name
   * @throws ResourceLimitException if /dev/shm is full; nothing is left behind
   * @throws IpcException if it cannot be created
   * @throws IllegalStateException if no size is given, or it is to be opened for reading only
   */
  public PosixSharedMemory create() throws IpcException {
    requireWritable();
    SharedFile file = SharedFile.createShared(name, requiredSize(), mode());
    return new PosixSharedMemory(name, file, MapRequest.whole(true, advice()));
  }

  /**
   * Opens existing memory: all of it, or its first {@link #size} bytes if that was given.
   *
   * @return the memory
   * @throws NoSuchObjectException if nothing has that name
   * @throws AccessRefusedException if the user has no permission, if its owner is not trusted, or if it is a symbolic
   *     link
   * @throws SystemCallException if it is empty, smaller than the given size, or not a regular file
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
   * Opens the memory as {@link #open} does, or creates it as {@link #create} does if there is none. If several
   * processes do so at once, one of them creates it.
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

  /** Opening never extends an object; its creator decides how long it is. */
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
