package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.StaleFile;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.FutexParker;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** A region in a file, mapped by one end, with an open file description of its own. */
public final class FileRegion implements SharedRegion {
  /** The group's bit is also that of users whom an access control list names. */
  private static final int WRITABLE_BY_OTHERS = 0022;

  private final RuntimeDirectory directory;
  private final String name;
  private final Descriptor file;
  private final Mapping mapping;
  private final Liveness liveness;
  private final Role role;
  private final OfdLock nameLock;
  private final FutexParker parker;

  /** The role of the end that maps the region. */
  enum Role {
    /** Created it, and takes it along. */
    OWNER,
    /** Created or adopted it, and leaves it to the next. */
    KEEPER,
    /** Found it. */
    USER
  }

  /** Takes ownership of the descriptor and the mapping. */
  FileRegion(
      RuntimeDirectory directory,
      String name,
      Descriptor file,
      Mapping mapping,
      Liveness liveness,
      Role role) {
    this.directory = directory;
    this.name = name;
    this.file = file;
    this.mapping = mapping;
    this.liveness = liveness;
    this.role = role;
    this.nameLock = LockByte.NAME.of(file);
    this.parker = new FutexParker(mapping.segment());
  }

  @Override
  public String describe() {
    return file.name();
  }

  @Override
  public MemorySegment segment() {
    return mapping.segment();
  }

  @Override
  public boolean isExposed() throws IpcException {
    return isExposed(file);
  }

  /** {@return whether another user may write to a file} */
  public static boolean isExposed(Descriptor file) throws IpcException {
    FileStatus status = FileStatus.of(file);
    return status.uid() != Unistd.geteuid() || (status.permissions() & WRITABLE_BY_OTHERS) != 0;
  }

  @Override
  public boolean isNamed() throws IpcException {
    return role == Role.USER || StaleFile.stands(directory, name, file);
  }

  @Override
  public void reserve(long offset, long length) throws IpcException {
    if (offset < 0 || length < 0 || offset > mapping.segment().byteSize() - length) {
      throw new IllegalArgumentException("offset=" + offset + " length=" + length);
    }
    FileSpace.reserve(file, offset, length);
  }

  @Override
  public void sync(long offset, long length) throws IpcException {
    mapping.sync(offset, length, describe());
  }

  @Override
  public boolean tryLock() throws IpcException {
    return nameLock.tryLock();
  }

  @Override
  public void unlock() throws IpcException {
    nameLock.unlock();
  }

  @Override
  public Parker parker() {
    return parker;
  }

  @Override
  public Liveness liveness() {
    return liveness;
  }

  @Override
  public void unlink() throws IpcException {
    if (role != Role.KEEPER) {
      discard();
    }
  }

  @Override
  public void discard() throws IpcException {
    if (role == Role.USER) {
      throw new IllegalStateException(describe() + ": only its creator may remove it");
    }
    // While this description holds the owner's lock, no other process removes the file.
    if (StaleFile.stands(directory, name, file)) {
      int returned = directory.unlink(name);
      if (!Errno.missing(returned)) {
        SystemErrors.check(returned, "unlink", describe());
      }
    }
  }

  @Override
  public void close() {
    parker.close();
    try {
      mapping.close();
    } finally {
      file.close();
    }
  }
}
