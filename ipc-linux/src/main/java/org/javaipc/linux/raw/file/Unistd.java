package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.Syscall;

/**
 * unistd.h: descriptors, names of files, who we are.
 *
 * @see <a href="https://man7.org/linux/man-pages/man0/unistd.h.0p.html">unistd.h(0p)</a>
 */
@SuppressWarnings("ConstantField") // the names of the C macros
public final class Unistd {
  /** Of close_range, and the same on every processor. */
  public static final int SYS_close_range = 436;

  /** linux/close_range.h: to close at exec, not now. */
  public static final int CLOSE_RANGE_CLOEXEC = 4;

  public static final int SEEK_DATA = 3;
  public static final int SEEK_HOLE = 4;

  private Unistd() {}

  /** {@return close as a handle that refers to no class of ours} */
  public static MethodHandle closeHandle() {
    return Libc.withoutOurClasses(Close.ADDRESS);
  }

  /** int close(int fd). */
  public static int close(int fd) {
    return Libc.callInt(Close.ADDRESS, fd, 0, 0, 0, 0, 0);
  }

  /** ssize_t read(int fd, void *buf, size_t count). */
  public static long read(int fd, MemorySegment buf, long count) {
    return Libc.callLong(Read.ADDRESS, fd, buf.address(), count, 0, 0, 0);
  }

  /** The same with a raw address. */
  public static long read(int fd, long buf, long count) {
    return Libc.callLong(Read.ADDRESS, fd, buf, count, 0, 0, 0);
  }

  /** ssize_t write(int fd, const void *buf, size_t count), with a raw address. */
  public static long write(int fd, long buf, long count) {
    return Libc.callLong(Write.ADDRESS, fd, buf, count, 0, 0, 0);
  }

  /** ssize_t write(int fd, const void *buf, size_t count). */
  public static long write(int fd, MemorySegment buf, long count) {
    return Libc.callLong(Write.ADDRESS, fd, buf.address(), count, 0, 0, 0);
  }

  /** The same with a raw address in memory that nobody can close meanwhile. */
  public static long write(int fd, long buf, long count, MemorySegment held) {
    return Libc.callHolding(held, Write.ADDRESS, fd, buf, count, 0, 0);
  }

  /** int pipe2(int pipefd[2], int flags). */
  public static int pipe2(MemorySegment pipefd, int flags) {
    return Libc.callInt(Pipe2.ADDRESS, pipefd.address(), flags, 0, 0, 0, 0);
  }

  /** off_t lseek(int fd, off_t offset, int whence). */
  public static long lseek(int fd, long offset, int whence) {
    return Libc.callLong(Lseek.ADDRESS, fd, offset, whence, 0, 0, 0);
  }

  /** ssize_t pread(int fd, void *buf, size_t count, off_t offset). */
  public static long pread(int fd, MemorySegment buf, long count, long offset) {
    return Libc.callLong(Pread.ADDRESS, fd, buf.address(), count, offset, 0, 0);
  }

  /** ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset). */
  public static long pwrite(int fd, MemorySegment buf, long count, long offset) {
    return Libc.callLong(Pwrite.ADDRESS, fd, buf.address(), count, offset, 0, 0);
  }

  /** int ftruncate(int fd, off_t length). */
  public static int ftruncate(int fd, long length) {
    return Libc.callInt(Ftruncate.ADDRESS, fd, length, 0, 0, 0, 0);
  }

  /** int getpagesize(void). */
  public static int getpagesize() {
    return Libc.callInt(Getpagesize.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /**
   * int linkat(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, int flags).
   */
  public static int linkat(
      int olddirfd, MemorySegment oldpath, int newdirfd, MemorySegment newpath, int flags) {
    return Libc.callInt(
        Linkat.ADDRESS, olddirfd, oldpath.address(), newdirfd, newpath.address(), flags, 0);
  }

  /** int unlinkat(int dirfd, const char *path, int flags). */
  public static int unlinkat(int dirfd, MemorySegment path, int flags) {
    return Libc.callInt(Unlinkat.ADDRESS, dirfd, path.address(), flags, 0, 0, 0);
  }

  /** int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags). */
  public static int fchownat(int dirfd, MemorySegment path, int owner, int group, int flags) {
    return Libc.callInt(Fchownat.ADDRESS, dirfd, path.address(), owner, group, flags, 0);
  }

  /** uid_t geteuid(void). */
  public static int geteuid() {
    return Libc.callInt(Geteuid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** pid_t getpid(void). */
  public static int getpid() {
    return Libc.callInt(Getpid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** pid_t gettid(void): the calling thread's number. */
  public static int gettid() {
    return Libc.callInt(Gettid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** unsigned alarm(unsigned seconds). */
  public static int alarm(int seconds) {
    return Libc.callInt(Alarm.ADDRESS, Integer.toUnsignedLong(seconds), 0, 0, 0, 0, 0);
  }

  /** pid_t getppid(void). */
  public static int getppid() {
    return Libc.callInt(Getppid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** uid_t getuid(void). */
  public static int getuid() {
    return Libc.callInt(Getuid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** gid_t getgid(void). */
  public static int getgid() {
    return Libc.callInt(Getgid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** gid_t getegid(void). */
  public static int getegid() {
    return Libc.callInt(Getegid.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** pid_t getpgid(pid_t pid). */
  public static int getpgid(int pid) {
    return Libc.callInt(Getpgid.ADDRESS, pid, 0, 0, 0, 0, 0);
  }

  /** pid_t getsid(pid_t pid). */
  public static int getsid(int pid) {
    return Libc.callInt(Getsid.ADDRESS, pid, 0, 0, 0, 0, 0);
  }

  /** int getgroups(int size, gid_t list[]). */
  public static int getgroups(int size, MemorySegment list) {
    return Libc.callInt(Getgroups.ADDRESS, size, list.address(), 0, 0, 0, 0);
  }

  /** int dup2(int oldfd, int newfd). */
  public static int dup2(int oldfd, int newfd) {
    return Libc.callInt(Dup2.ADDRESS, oldfd, newfd, 0, 0, 0, 0);
  }

  /** int chdir(const char *path). */
  public static int chdir(MemorySegment path) {
    return Libc.callInt(Chdir.ADDRESS, path.address(), 0, 0, 0, 0, 0);
  }

  /** int execve(const char *path, char *const argv[], char *const envp[]). */
  public static int execve(MemorySegment path, MemorySegment argv, MemorySegment envp) {
    return Libc.callInt(Execve.ADDRESS, path.address(), argv.address(), envp.address(), 0, 0, 0);
  }

  /** int close_range(unsigned int first, unsigned int last, int flags). */
  public static int close_range(int first, int last, int flags) {
    return (int) Syscall.call(SYS_close_range, first, last, flags, 0, 0);
  }

  private static final class Close {
    static final MemorySegment ADDRESS = Libc.function("close");
  }

  private static final class Read {
    static final MemorySegment ADDRESS = Libc.function("read");
  }

  private static final class Write {
    static final MemorySegment ADDRESS = Libc.function("write");
  }

  private static final class Pipe2 {
    static final MemorySegment ADDRESS = Libc.function("pipe2");
  }

  private static final class Lseek {
    static final MemorySegment ADDRESS = Libc.function("lseek");
  }

  private static final class Pread {
    static final MemorySegment ADDRESS = Libc.function("pread");
  }

  private static final class Pwrite {
    static final MemorySegment ADDRESS = Libc.function("pwrite");
  }

  private static final class Ftruncate {
    static final MemorySegment ADDRESS = Libc.function("ftruncate");
  }

  private static final class Getpagesize {
    static final MemorySegment ADDRESS = Libc.function("getpagesize");
  }

  private static final class Linkat {
    static final MemorySegment ADDRESS = Libc.function("linkat");
  }

  private static final class Unlinkat {
    static final MemorySegment ADDRESS = Libc.function("unlinkat");
  }

  private static final class Fchownat {
    static final MemorySegment ADDRESS = Libc.function("fchownat");
  }

  private static final class Geteuid {
    static final MemorySegment ADDRESS = Libc.function("geteuid");
  }

  private static final class Getpid {
    static final MemorySegment ADDRESS = Libc.function("getpid");
  }

  private static final class Getppid {
    static final MemorySegment ADDRESS = Libc.function("getppid");
  }

  private static final class Getuid {
    static final MemorySegment ADDRESS = Libc.function("getuid");
  }

  private static final class Getgid {
    static final MemorySegment ADDRESS = Libc.function("getgid");
  }

  private static final class Getegid {
    static final MemorySegment ADDRESS = Libc.function("getegid");
  }

  private static final class Getpgid {
    static final MemorySegment ADDRESS = Libc.function("getpgid");
  }

  private static final class Getsid {
    static final MemorySegment ADDRESS = Libc.function("getsid");
  }

  private static final class Getgroups {
    static final MemorySegment ADDRESS = Libc.function("getgroups");
  }

  private static final class Dup2 {
    static final MemorySegment ADDRESS = Libc.function("dup2");
  }

  private static final class Chdir {
    static final MemorySegment ADDRESS = Libc.function("chdir");
  }

  private static final class Execve {
    static final MemorySegment ADDRESS = Libc.function("execve");
  }

  private static final class Gettid {
    static final MemorySegment ADDRESS = Libc.function("gettid");
  }

  private static final class Alarm {
    static final MemorySegment ADDRESS = Libc.function("alarm");
  }
}
