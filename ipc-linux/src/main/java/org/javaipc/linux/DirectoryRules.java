package org.javaipc.linux;

import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.linux.raw.Unistd;
import org.javaipc.spi.AccessPolicy;

/** Which directories are fit to be a runtime directory. */
final class DirectoryRules {
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
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

  /** Refuses a directory of a user's choice that somebody who is not trusted can write to. */
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
              + ": the runtime directory lies on "
              + unfit.get()
              + ", where locks and shared memory do not work reliably"
              + ELSE);
    }
  }

  private static AccessRefusedException foreign(Path path, FileStatus status) {
    return new AccessRefusedException(
        path
            + ": the runtime directory belongs to uid="
            + Integer.toUnsignedString(status.uid())
            + ", who is not trusted; have it removed"
            + ELSE);
  }

  private static AccessRefusedException writable(Path path, FileStatus status) {
    return new AccessRefusedException(
        path
            + ": the runtime directory has mode=0"
            + Integer.toOctalString(status.permissions())
            + ", so that other users can write to it; chmod go-w it"
            + ELSE);
  }
}
