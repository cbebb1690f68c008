package org.javaipc.linux;

import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;

/** Removing what a dead owner left, by whoever finds it and never a living owner's. */
final class Leftover {
  private Leftover() {}

  /**
   * Removes a name if the owner of its file is dead.
   *
   * @param file what the caller found under the name, open for writing
   * @return whether the name no longer stands for that file
   */
  static boolean remove(RuntimeDirectory directory, String name, Descriptor file)
      throws IpcException {
    if (LockByte.OWNER.of(file).isHeldElsewhere() || !LockByte.REMOVER.of(file).tryLock()) {
      return false;
    }
    // From here on nobody else removes this file, so the name cannot change hands before unlink.
    SemaphorePlace.removeSet(file);
    if (stands(directory, name, file)) {
      int returned = directory.unlink(name);
      if (!Errno.missing(returned)) {
        SystemErrors.check(returned, "unlink", directory.pathOf(name));
      }
    }
    return true;
  }

  /** {@return whether the name stands for that open file} */
  static boolean stands(RuntimeDirectory directory, String name, Descriptor file)
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
