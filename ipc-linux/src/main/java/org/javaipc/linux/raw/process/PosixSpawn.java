package org.javaipc.linux.raw.process;

import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Libc;

/**
 * spawn.h: starting a program. The functions return an error number; here it is negated, as
 * everywhere on this floor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class PosixSpawn {
  public static final short POSIX_SPAWN_SETPGROUP = 0x02;
  public static final short POSIX_SPAWN_SETSIGDEF = 0x04;
  public static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  public static final short POSIX_SPAWN_SETSID = 0x80;

  /** {@code posix_spawn_file_actions_t}, whose members are not for us. */
  public static final StructLayout FILE_ACTIONS = opaque("posix_spawn_file_actions_t", 80);

  /** {@code posix_spawnattr_t}, whose members are not for us. */
  public static final StructLayout ATTRIBUTES = opaque("posix_spawnattr_t", 336);

  private PosixSpawn() {}

  /** int posix_spawn(pid_t *pid, const char *path, actions, attributes, argv[], envp[]). */
  public static int posix_spawn(
      MemorySegment pid,
      MemorySegment path,
      MemorySegment actions,
      MemorySegment attributes,
      MemorySegment argv,
      MemorySegment envp) {
    return -Libc.callInt(
        Call.ADDRESS,
        pid.address(),
        path.address(),
        actions.address(),
        attributes.address(),
        argv.address(),
        envp.address());
  }

  /** int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions). */
  public static int fileActionsInit(MemorySegment actions) {
    return -Libc.callInt(ActionsInit.ADDRESS, actions.address(), 0, 0, 0, 0, 0);
  }

  /** int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions). */
  public static int fileActionsDestroy(MemorySegment actions) {
    return -Libc.callInt(ActionsDestroy.ADDRESS, actions.address(), 0, 0, 0, 0, 0);
  }

  /** int posix_spawn_file_actions_adddup2(actions, int fd, int newfd). */
  public static int addDup2(MemorySegment actions, int fd, int newfd) {
    return -Libc.callInt(AddDup2.ADDRESS, actions.address(), fd, newfd, 0, 0, 0);
  }

  /** int posix_spawn_file_actions_addclose(actions, int fd). */
  public static int addClose(MemorySegment actions, int fd) {
    return -Libc.callInt(AddClose.ADDRESS, actions.address(), fd, 0, 0, 0, 0);
  }

  /** int posix_spawn_file_actions_addclosefrom_np(actions, int from): ENOSYS before glibc 2.34. */
  public static int addCloseFrom(MemorySegment actions, int from) {
    return -Libc.callIfAny(AddCloseFrom.ADDRESS, Errno.ENOSYS, actions.address(), from);
  }

  /** int posix_spawn_file_actions_addchdir_np(actions, const char *path): ENOSYS before glibc 2.29. */
  public static int addChdir(MemorySegment actions, MemorySegment path) {
    return -Libc.callIfAny(AddChdir.ADDRESS, Errno.ENOSYS, actions.address(), path.address());
  }

  /** int posix_spawnattr_init(posix_spawnattr_t *attr). */
  public static int attributesInit(MemorySegment attr) {
    return -Libc.callInt(AttributesInit.ADDRESS, attr.address(), 0, 0, 0, 0, 0);
  }

  /** int posix_spawnattr_destroy(posix_spawnattr_t *attr). */
  public static int attributesDestroy(MemorySegment attr) {
    return -Libc.callInt(AttributesDestroy.ADDRESS, attr.address(), 0, 0, 0, 0, 0);
  }

  /** int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags). */
  public static int setFlags(MemorySegment attr, short flags) {
    return -Libc.callInt(SetFlags.ADDRESS, attr.address(), flags, 0, 0, 0, 0);
  }

  /** int posix_spawnattr_setpgroup(posix_spawnattr_t *attr, pid_t pgroup). */
  public static int setGroup(MemorySegment attr, int pgroup) {
    return -Libc.callInt(SetGroup.ADDRESS, attr.address(), pgroup, 0, 0, 0, 0);
  }

  /** int posix_spawnattr_setsigmask(posix_spawnattr_t *attr, const sigset_t *sigmask). */
  public static int setMask(MemorySegment attr, MemorySegment sigmask) {
    return -Libc.callInt(SetMask.ADDRESS, attr.address(), sigmask.address(), 0, 0, 0, 0);
  }

  /** int posix_spawnattr_setsigdefault(posix_spawnattr_t *attr, const sigset_t *sigdefault). */
  public static int setDefaults(MemorySegment attr, MemorySegment sigdefault) {
    return -Libc.callInt(SetDefaults.ADDRESS, attr.address(), sigdefault.address(), 0, 0, 0, 0);
  }

  private static StructLayout opaque(String type, long bytes) {
    return MemoryLayout.structLayout(padding(bytes)).withByteAlignment(8).withName(type);
  }

  private static final class Call {
    static final MemorySegment ADDRESS = Libc.function("posix_spawn");
  }

  private static final class ActionsInit {
    static final MemorySegment ADDRESS = Libc.function("posix_spawn_file_actions_init");
  }

  private static final class ActionsDestroy {
    static final MemorySegment ADDRESS = Libc.function("posix_spawn_file_actions_destroy");
  }

  private static final class AddDup2 {
    static final MemorySegment ADDRESS = Libc.function("posix_spawn_file_actions_adddup2");
  }

  private static final class AddClose {
    static final MemorySegment ADDRESS = Libc.function("posix_spawn_file_actions_addclose");
  }

  private static final class AddCloseFrom {
    static final MemorySegment ADDRESS =
        Libc.functionIfAny("posix_spawn_file_actions_addclosefrom_np");
  }

  private static final class AddChdir {
    static final MemorySegment ADDRESS = Libc.functionIfAny("posix_spawn_file_actions_addchdir_np");
  }

  private static final class AttributesInit {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_init");
  }

  private static final class AttributesDestroy {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_destroy");
  }

  private static final class SetFlags {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_setflags");
  }

  private static final class SetGroup {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_setpgroup");
  }

  private static final class SetMask {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_setsigmask");
  }

  private static final class SetDefaults {
    static final MemorySegment ADDRESS = Libc.function("posix_spawnattr_setsigdefault");
  }
}
