package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Unistd;

/**
 * Permission bits and group of a new object.
 *
 * @param mode permission bits
 * @param group gid; empty for the group that the kernel gives
 */
public record FileAccess(int mode, OptionalInt group) {
  private static final int OWNER = 0700;
  private static final int GROUP = 0060;
  private static final int GROUP_WRITES = 0020;
  private static final int WRITERS = 0022;
  private static final int SETGID = 02000;
  private static final int KEEP = -1;

  /**
   * {@return the mode and group of an object}
   *
   * @param policy the requested mode and group
   */
  public static FileAccess of(AccessPolicy policy) {
    return new FileAccess(policy.mode(), policy.group());
  }

  /**
   * {@return the mode and group of an object in a directory of a user's choice: the directory's group, unless a group
   * is given}
   *
   * @param path of the object
   * @param mode permission bits
   * @param group the requested group, if any
   * @throws IpcException if the directory cannot be inspected
   */
  public static FileAccess at(String path, int mode, OptionalInt group) throws IpcException {
    if (group.isEmpty()) {
      String directory = path.substring(0, Math.max(1, path.lastIndexOf('/')));
      Optional<FileStatus> status = FileStatus.at(directory);
      if (status.isPresent()) {
        return new FileAccess(mode, writingGroup(status.get()));
      }
    }
    return new FileAccess(mode, group);
  }

  /**
   * {@return the group that may write to a directory, if this process can create files for it; empty if all users may
   * write}
   */
  public static OptionalInt writingGroup(FileStatus directory) {
    boolean shared = (directory.permissions() & WRITERS) == GROUP_WRITES;
    boolean inherits = (directory.mode() & SETGID) != 0;
    return shared && (inherits || isMember(directory.gid()))
        ? OptionalInt.of(directory.gid())
        : OptionalInt.empty();
  }

  private static boolean isMember(int gid) {
    if (Unistd.getegid() == gid) {
      return true;
    }
    try (Arena arena = Arena.ofConfined()) {
      int count = Unistd.getgroups(0, MemorySegment.NULL);
      MemorySegment groups = arena.allocate(ValueLayout.JAVA_INT, Math.max(1, count));
      count = Unistd.getgroups(Math.max(0, count), groups);
      for (int i = 0; i < count; i++) {
        if (groups.getAtIndex(ValueLayout.JAVA_INT, i) == gid) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * {@return the same for a file of the runtime directory that carries locks} The group gets both read and write
   * permission or none, since a process that can only read a file can take a read lock on it and so block all others.
   * Other users get none: they cannot write to the runtime directory, and so never take part.
   */
  public FileAccess forLocks() {
    return new FileAccess((mode & OWNER) | ((mode & GROUP) == GROUP ? GROUP : 0), group);
  }

  /**
   * {@return the mode and group of the files by which others watch a process: all that can write to the directory may}
   *
   * @param group that may write to the directory, if one may
   */
  public static FileAccess ofMembers(OptionalInt group) {
    return new FileAccess(0600 | (group.isPresent() ? GROUP : 0), group);
  }

  /** {@return whether the object is for a group that the kernel might not give it} */
  public boolean hasGroup() {
    return group.isPresent() && (mode & 0070) != 0;
  }

  /**
   * Gives a file its group and its mode, whatever the umask.
   *
   * @param file that this user owns
   * @throws AccessRefusedException if this process is not a member of the group
   * @throws IpcException if the kernel refuses for another reason
   */
  public void applyTo(Descriptor file) throws IpcException {
    if (hasGroup() && FileStatus.of(file).gid() != group.getAsInt()) {
      giveTo(file, group.getAsInt());
    }
    SystemErrors.check(Stat.fchmod(file.fd(), mode), "fchmod", file.name());
  }

  private static void giveTo(Descriptor file, int gid) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned =
          Unistd.fchownat(file.fd(), CString.of(arena, ""), KEEP, gid, Fcntl.AT_EMPTY_PATH);
      if (Errno.notPermitted(returned)) {
        String group = Integer.toUnsignedString(gid);
        throw new AccessRefusedException(
            "%s: this process is not in group=%s, so it cannot give the object to it; start it with that group (docker run --group-add %s; fsGroup or supplementalGroups in Kubernetes), or name another group"
                .formatted(file.name(), group, group));
      }
      SystemErrors.check(returned, "fchown", file.name());
    }
  }
}
