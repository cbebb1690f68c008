package org.javaipc.linux.liveness;

import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.FileSystem;
import org.javaipc.linux.raw.file.Unistd;

/** Which directories are fit to be a runtime directory. */
final class DirectoryRules {
  static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int ALL_BITS = 07777;
  private static final int ROOT = 0;
  private static final String ELSE =
      ", or name another directory with dir=, -Dipc.dir= or IPC_DIR=";

  private DirectoryRules() {}

  /** Refuses the standard directory, unless only this user has to do with it. */
  static void checkStandard(Path path, FileStatus status) throws AccessRefusedException {
    if (status.uid() != Unistd.geteuid()) {
      throw foreign(path, status);
    }
    if ((status.mode() & (GROUP_WRITES | OTHERS_WRITE)) != 0) {
      throw writable(path, status);
    }
  }

  /** Refuses a directory of a user's choice that an untrusted user can write to. */
  static void checkMoved(Path path, FileStatus status, AccessPolicy policy)
      throws AccessRefusedException {
    if (status.uid() != ROOT && !policy.trusts(status.uid(), status.gid(), Unistd.geteuid())) {
      throw foreign(path, status);
    }
    boolean byGroup =
        (status.mode() & GROUP_WRITES) != 0 && !policy.trustedGids().contains(status.gid());
    if (byGroup || (status.mode() & OTHERS_WRITE) != 0) {
      throw writable(path, status);
    }
  }

  /** Refuses a file system where locks or mappings are not reliably shared. */
  static void check(Path path, FileSystem fileSystem) throws AccessRefusedException {
    Optional<String> unfit = fileSystem.unfit();
    if (unfit.isPresent()) {
      throw new AccessRefusedException(
          path
              + ": the runtime directory is on "
              + unfit.get()
              + ", where locks and shared memory do not work reliably"
              + ELSE);
    }
  }

  private static AccessRefusedException foreign(Path path, FileStatus status) {
    return new AccessRefusedException(
        path
            + ": the runtime directory belongs to uid="
            + unsigned(status.uid())
            + ", who is not trusted; have it removed"
            + ELSE);
  }

  private static AccessRefusedException writable(Path path, FileStatus status) {
    return new AccessRefusedException(
        "%s: the runtime directory has gid=%s and mode=0%o, so users who are not trusted can write to it; %s"
            .formatted(path, unsigned(status.gid()), status.permissions(), cure(path, status)));
  }

  private static String cure(Path path, FileStatus status) {
    if ((status.mode() & OTHERS_WRITE) == 0) {
      return "if its group is meant to, trust it (trust=gid:%s); else chmod g-w it%s"
          .formatted(unsigned(status.gid()), ELSE);
    }
    return "name a directory below it, such as dir=%s/ipc, which is made for a trusted group (mode=0660&trust=gid:%s at both ends, see docs/two-users.md), or chmod o-w it"
        .formatted(path, unsigned(status.gid()));
  }

  /** {@return that this user may not make files in a directory, and how to share one} */
  static IpcException notWritable(int returned, String call, String file, FileStatus status) {
    return SystemErrors.of(
        returned, call, file, "this user may not write to the runtime directory" + share(status));
  }

  /** {@return that this user may not open a file of another process, and how to share a directory} */
  static IpcException notShared(int returned, String file, FileStatus status) {
    return SystemErrors.of(
        returned,
        "open",
        file,
        "another user's process made it in the runtime directory" + share(status));
  }

  private static String share(FileStatus status) {
    return " (uid=%s gid=%s mode=0%o); to share the directory, give it a group of both users and setgid (chgrp GROUP, chmod 2770), and both ends mode=0660&trust=gid:GROUP; see docs/two-users.md"
        .formatted(unsigned(status.uid()), unsigned(status.gid()), status.mode() & ALL_BITS);
  }

  private static String unsigned(int id) {
    return Integer.toUnsignedString(id);
  }
}
