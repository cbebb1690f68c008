package org.javaipc.shm;

/**
 * One operation of a group on a {@link SystemVSemaphoreSet}.
 *
 * @param index of the semaphore, from 0
 * @param delta what is added to its value, -32767 to 32767; below 0 it waits until the value suffices;
 *     0 adds nothing and waits until the value is 0
 * @param undo whether the kernel takes it back when this process ends, however it ends
 * @see <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semop(2)</a>
 */
public record SemaphoreOperation(int index, int delta, boolean undo) {
  /**
   * {@return taking from a semaphore, once it has so many}
   *
   * @param index of the semaphore
   * @param count how many, greater than 0
   * @throws IllegalArgumentException if {@code count} is not over 0
   */
  public static SemaphoreOperation take(int index, int count) {
    return new SemaphoreOperation(index, -positive(count), false);
  }

  /**
   * {@return adding to a semaphore}
   *
   * @param index of the semaphore
   * @param count how many, greater than 0
   * @throws IllegalArgumentException if {@code count} is not over 0
   */
  public static SemaphoreOperation add(int index, int count) {
    return new SemaphoreOperation(index, positive(count), false);
  }

  /**
   * {@return waiting until a semaphore is 0}
   *
   * @param index of the semaphore
   */
  public static SemaphoreOperation awaitZero(int index) {
    return new SemaphoreOperation(index, 0, false);
  }

  /**
   * {@return the same, taken back by the kernel when this process ends} All threads of a JVM are one
   * process in this: the end of the thread alone takes nothing back.
   */
  public SemaphoreOperation withUndo() {
    return new SemaphoreOperation(index, delta, true);
  }

  private static int positive(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("count=" + count + " is not over 0");
    }
    return count;
  }
}
