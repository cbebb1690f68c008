package org.javaipc.linux.raw.file;

import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/statfs.h, and the file systems of linux/magic.h that matter here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>
 */
public final class Statfs {
  public static final long TMPFS_MAGIC = 0x0102_1994;
  public static final long NFS_SUPER_MAGIC = 0x6969;
  public static final long SMB_SUPER_MAGIC = 0x517b;
  public static final long CIFS_SUPER_MAGIC = 0xff53_4d42L;
  public static final long SMB2_SUPER_MAGIC = 0xfe53_4d42L;
  public static final long CEPH_SUPER_MAGIC = 0x00c3_6400;
  public static final long AFS_SUPER_MAGIC = 0x5346_414f;
  public static final long FUSE_SUPER_MAGIC = 0x6573_5546;
  public static final long V9FS_MAGIC = 0x0102_1997;

  /** {@code struct statfs}. */
  public static final StructLayout STATFS =
      MemoryLayout.structLayout(
              field64("f_type"),
              field64("f_bsize"),
              field64("f_blocks"),
              field64("f_bfree"),
              field64("f_bavail"),
              field64("f_files"),
              field64("f_ffree"),
              field64("f_fsid"),
              field64("f_namelen"),
              field64("f_frsize"),
              field64("f_flags"),
              padding(32))
          .withName("statfs");

  private Statfs() {}

  /** int fstatfs(int fd, struct statfs *buf). */
  public static int fstatfs(int fd, MemorySegment buf) {
    return Libc.callInt(Fstatfs.ADDRESS, fd, buf.address(), 0, 0, 0, 0);
  }

  private static final class Fstatfs {
    static final MemorySegment ADDRESS = Libc.function("fstatfs");
  }
}
