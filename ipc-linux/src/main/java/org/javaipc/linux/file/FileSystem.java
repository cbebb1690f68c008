package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Statfs;

/**
 * The type and the space of a file system.
 *
 * @param type its magic number
 * @param total its size in bytes; 0 if it has no limit
 * @param available how much of it this user can still use, in bytes
 */
public record FileSystem(long type, long total, long available) {
  private static final long TYPE = offset("f_type");
  private static final long BLOCK = offset("f_bsize");
  private static final long BLOCKS = offset("f_blocks");
  private static final long AVAILABLE = offset("f_bavail");

  /** {@return the file system of an open file} */
  public static FileSystem of(Descriptor file) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(Statfs.STATFS);
      SystemErrors.check(Statfs.fstatfs(file.fd(), statfs), "fstatfs", file.name());
      long block = statfs.get(ValueLayout.JAVA_LONG, BLOCK);
      return new FileSystem(
          statfs.get(ValueLayout.JAVA_LONG, TYPE),
          statfs.get(ValueLayout.JAVA_LONG, BLOCKS) * block,
          statfs.get(ValueLayout.JAVA_LONG, AVAILABLE) * block);
    }
  }

  /**
   * {@return the kind of file system, if it does not reliably share locks or mappings among the processes of this host}
   */
  public Optional<String> unfit() {
    if (type == Statfs.NFS_SUPER_MAGIC) {
      return Optional.of("NFS");
    } else if (type == Statfs.SMB_SUPER_MAGIC
        || type == Statfs.CIFS_SUPER_MAGIC
        || type == Statfs.SMB2_SUPER_MAGIC) {
      return Optional.of("SMB");
    } else if (type == Statfs.CEPH_SUPER_MAGIC) {
      return Optional.of("Ceph");
    } else if (type == Statfs.AFS_SUPER_MAGIC) {
      return Optional.of("AFS");
    } else if (type == Statfs.FUSE_SUPER_MAGIC) {
      return Optional.of("FUSE");
    } else if (type == Statfs.V9FS_MAGIC) {
      return Optional.of("9p");
    }
    return Optional.empty();
  }

  /** {@return whether its files are in memory} */
  boolean isMemory() {
    return type == Statfs.TMPFS_MAGIC;
  }

  private static long offset(String field) {
    return Statfs.STATFS.byteOffset(PathElement.groupElement(field));
  }
}
