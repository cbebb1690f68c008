package org.javaipc.linux.sysv;

/**
 * The three kinds of System V objects. Each kind has its own keys and ids: segment 3 and queue 3 are unrelated.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public enum SystemVKind {
  /** A shared memory segment. */
  SEGMENT("shm"),
  /** A set of semaphores. */
  SEMAPHORES("sem"),
  /** A message queue. */
  QUEUE("msg");

  private final String word;

  SystemVKind(String word) {
    this.word = word;
  }

  /** {@return the kernel's word for it: {@code shm}, {@code sem} or {@code msg}} */
  public String word() {
    return word;
  }
}
