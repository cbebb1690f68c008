package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Stdio;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.NativeText;

/**
 * Makes a runtime directory: with mode 0700; or with 2770 if its group is trusted, and either {@code mode=} lets the
 * group in or the directory lies in one that is shared in the same way, such as a volume of Kubernetes.
 *
 * <p>A shared directory appears under its name with its mode and group already set, so another user at the same moment
 * never finds it closed.
 */
final class NewDirectory {
  private static final int PRIVATE = 0700;
  private static final int SHARED = 02770;
  private static final int SETGID = 02000;

  private NewDirectory() {}

  /** Makes it, unless something has its name by now. */
  static void make(Path path, AccessPolicy policy) throws IpcException {
    OptionalInt group = sharingGroup(path, policy);
    if (group.isPresent()) {
      makeShared(path, new FileAccess(SHARED, group));
    } else {
      int returned = mkdir(NativeText.text(path));
      if (!Errno.exists(returned)) {
        checkMade(returned, path);
      }
    }
  }

  /** {@return the group that the directory is made for; empty if it is for this user alone} */
  private static OptionalInt sharingGroup(Path path, AccessPolicy policy) throws IpcException {
    Path parent = path.getParent();
    if (parent == null || policy.trustedGids().isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt inherited = sharedGroupOf(NativeText.text(parent));
    boolean shared = (policy.mode() & DirectoryRules.GROUP_WRITES) != 0 || inherited.isPresent();
    int gid = policy.group().orElse(inherited.orElse(Unistd.getegid()));
    return shared && policy.trustedGids().contains(gid) ? OptionalInt.of(gid) : OptionalInt.empty();
  }

  /** {@return the group of a directory whose members make files for each other} */
  private static OptionalInt sharedGroupOf(String parent) throws IpcException {
    int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, parent, flags, 0);
    if (Errno.failed(fd)) {
      return OptionalInt.empty(); // making a directory there tells why
    }
    try (Descriptor directory = new Descriptor(fd, parent)) {
      FileStatus status = FileStatus.of(directory);
      boolean shared =
          (status.mode() & SETGID) != 0 && (status.mode() & DirectoryRules.GROUP_WRITES) != 0;
      return shared ? OptionalInt.of(status.gid()) : OptionalInt.empty();
    }
  }

  private static void makeShared(Path path, FileAccess access) throws IpcException {
    String hidden = UnpublishedFile.PREFIX + Long.toHexString(RandomNumber.next());
    String temporary = NativeText.text(path.resolveSibling(hidden));
    checkMade(mkdir(temporary), path);
    boolean named = false;
    try {
      share(temporary, access);
      int returned = rename(temporary, NativeText.text(path));
      named = !Errno.failed(returned);
      if (Errno.invalid(returned)) {
        makeInPlace(path, access); // the file system cannot rename without replacing
      } else if (!Errno.exists(returned)) {
        SystemErrors.check(returned, "rename", NativeText.text(path));
      }
    } finally {
      if (!named) {
        remove(temporary);
      }
    }
  }

  private static void makeInPlace(Path path, FileAccess access) throws IpcException {
    int returned = mkdir(NativeText.text(path));
    if (!Errno.exists(returned)) {
      checkMade(returned, path);
      share(NativeText.text(path), access);
    }
  }

  private static void share(String name, FileAccess access) throws IpcException {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, name, flags, 0);
    try (Descriptor made = new Descriptor((int) SystemErrors.check(fd, "open", name), name)) {
      access.applyTo(made);
    }
  }

  private static int mkdir(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return Stat.mkdirat(Fcntl.AT_FDCWD, CString.of(arena, name), PRIVATE);
    }
  }

  private static int rename(String from, String to) {
    try (Arena arena = Arena.ofConfined()) {
      return Stdio.renameat2(
          Fcntl.AT_FDCWD,
          CString.of(arena, from),
          Fcntl.AT_FDCWD,
          CString.of(arena, to),
          Stdio.RENAME_NOREPLACE);
    }
  }

  private static void remove(String name) {
    try (Arena arena = Arena.ofConfined()) {
      Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, name), Fcntl.AT_REMOVEDIR);
    }
  }

  private static void checkMade(int returned, Path path) throws IpcException {
    if (Errno.missing(returned)) {
      throw new TransportUnavailableException(
          path
              + ": the runtime directory cannot be made, because "
              + path.getParent()
              + " does not exist; make it (mount -t tmpfs tmpfs /dev/shm), or name another directory with "
              + RuntimeDirectory.HOW_TO_MOVE);
    }
    SystemErrors.check(returned, "mkdir", NativeText.text(path));
  }
}
