package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Syscall;

/**
 * stdio.h: renaming.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/rename.2.html">rename(2)</a>
 */
public final class Stdio {
  /** linux/fs.h: to fail if something has the new name. */
  public static final int RENAME_NOREPLACE = 1;

  private Stdio() {}

  /** int renameat2(int olddirfd, const char *from, int newdirfd, const char *to, unsigned flags). */
  public static int renameat2(
      int olddirfd, MemorySegment from, int newdirfd, MemorySegment to, int flags) {
    return (int)
        Syscall.call(
            Architecture.current().SYS_renameat2(),
            olddirfd,
            from.address(),
            newdirfd,
            to.address(),
            flags);
  }
}
