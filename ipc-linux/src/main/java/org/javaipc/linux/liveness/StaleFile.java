package org.javaipc.linux.liveness;

import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.segment.SystemVPlace;
import org.javaipc.linux.semaphore.SemaphorePlace;

/** Removes what a dead owner left, and never what a living one has. */
public final class StaleFile {
  private StaleFile() {}

  /**
   * Removes a name if the owner of its file is dead.
   *
   * @param file what the caller found under the name, open for writing
   * @return whether the name no longer stands for that file
   */
  public static boolean remove(RuntimeDirectory directory, String name, Descriptor file)
      throws IpcException {
    if (LockByte.OWNER.of(file).isHeldElsewhere() || !LockByte.REMOVER.of(file).tryLock()) {
      return false;
    }
    // From here on no other process removes this file, so the name cannot change hands before
    // unlink.
    SemaphorePlace.removeSet(file);
    SystemVPlace.removeUnfinished(file);
    if (stands(directory, name, file)) {
      int returned = directory.unlink(name);
      if (!Errno.missing(returned)) {
        SystemErrors.check(returned, "unlink", directory.pathOf(name));
      }
    }
    return true;
  }

  /** {@return whether the name stands for that open file} */
  public static boolean stands(RuntimeDirectory directory, String name, Descriptor file)
      throws IpcException {
    Optional<FileStatus> found = FileStatus.at(directory.descriptor(), name);
    return found.isPresent() && found.get().id().equals(FileStatus.of(file).id());
  }

  /**
   * Removes a file that was in the making, if its maker is dead. Its maker may be about to take the
   * owner's lock, so it is taken here: if the maker comes second, it makes another file.
   *
   * @return whether it was removed
   */
  static boolean removeUnfinished(RuntimeDirectory directory, String name) throws IpcException {
    int fd = directory.openFile(name, Fcntl.O_RDWR);
    if (!Errno.failed(fd)) {
      try (Descriptor file = new Descriptor(fd, directory.pathOf(name))) {
        return LockByte.OWNER.of(file).tryLock() && !Errno.failed(directory.unlink(name));
      }
    }
    return false;
  }
}
