package org.javaipc.linux.raw;

import java.util.Optional;

/**
 * What differs between processors: two lines of constants are the port to another one. Components
 * have the names of their C macros.
 *
 * @param name of the processor, as the system property {@code os.arch} has it
 * @param O_DIRECTORY fcntl.h
 * @param O_NOFOLLOW fcntl.h
 * @param O_TMPFILE fcntl.h; includes O_DIRECTORY
 * @param SYS_futex sys/syscall.h
 * @param SYS_membarrier sys/syscall.h
 * @param SYS_statx sys/syscall.h
 * @param SYS_renameat2 sys/syscall.h
 * @param SYS_rt_tgsigqueueinfo sys/syscall.h
 * @param SYS_timer_create sys/syscall.h
 * @param SYS_timer_settime sys/syscall.h
 * @param SYS_timer_delete sys/syscall.h
 * @param epoll_event_data sys/epoll.h: offsetof(struct epoll_event, data); packed on x86-64
 * @param semid_ds_reserved sys/sem.h: bytes after each time in struct semid_ds
 */
@SuppressWarnings("MemberName") // the names of the C macros
public record Architecture(
    String name,
    int O_DIRECTORY,
    int O_NOFOLLOW,
    int O_TMPFILE,
    int SYS_futex,
    int SYS_membarrier,
    int SYS_statx,
    int SYS_renameat2,
    int SYS_rt_tgsigqueueinfo,
    int SYS_timer_create,
    int SYS_timer_settime,
    int SYS_timer_delete,
    int epoll_event_data,
    int semid_ds_reserved) {

  /** x86-64. */
  public static final Architecture X86_64 =
      new Architecture(
          "amd64", 0x1_0000, // O_DIRECTORY
          0x2_0000, // O_NOFOLLOW
          0x41_0000, // O_TMPFILE
          202, // SYS_futex
          324, // SYS_membarrier
          332, // SYS_statx
          316, // SYS_renameat2
          297, // SYS_rt_tgsigqueueinfo
          222, // SYS_timer_create
          223, // SYS_timer_settime
          226, // SYS_timer_delete
          4, // offsetof(struct epoll_event, data)
          8); // bytes after each time in struct semid_ds

  /** 64-bit ARM. */
  public static final Architecture AARCH64 =
      new Architecture(
          "aarch64", 0x4000, // O_DIRECTORY
          0x8000, // O_NOFOLLOW
          0x40_4000, // O_TMPFILE
          98, // SYS_futex
          283, // SYS_membarrier
          291, // SYS_statx
          276, // SYS_renameat2
          240, // SYS_rt_tgsigqueueinfo
          107, // SYS_timer_create
          110, // SYS_timer_settime
          111, // SYS_timer_delete
          8, // offsetof(struct epoll_event, data)
          0); // bytes after each time in struct semid_ds

  /**
   * {@return the processor of that name, if it is known}
   *
   * @param osArch value of the system property {@code os.arch}
   */
  public static Optional<Architecture> of(String osArch) {
    return switch (osArch) {
      case "amd64" -> Optional.of(X86_64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }

  /** {@return the processor that this JVM runs on} */
  public static Architecture current() {
    return Current.ARCHITECTURE;
  }

  private static final class Current {
    static final Architecture ARCHITECTURE = of(System.getProperty("os.arch")).orElseThrow();
  }
}
