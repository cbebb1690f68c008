package org.javaipc.shm;

/**
 * One operation of a group on a {@link SystemVSemaphoreSet}.
 *
 * @param index of the semaphore, from 0
 * @param delta what is added to its value, -32767 to 32767; below 0 it waits until the value suffices;
 *     0 adds nothing and waits until the value is 0
 * @param undo whether the kernel undoes it when this process ends, however it ends
 * @see <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semop(2)</a>
 */
public record SemaphoreOperation(int index, int delta, boolean undo) {
  /**
   * {@return an operation that takes from a semaphore, once its value suffices}
   *
   * @param index of the semaphore
   * @param count how many, greater than 0
   * @throws IllegalArgumentException if {@code count} is not over 0
   */
  public static SemaphoreOperation take(int index, int count) {
    return new SemaphoreOperation(index, -positive(count), false);
  }

  /**
   * {@return an operation that adds to a semaphore}
   *
   * @param index of the semaphore
   * @param count how many, greater than 0
   * @throws IllegalArgumentException if {@code count} is not over 0
   */
  public static SemaphoreOperation add(int index, int count) {
    return new SemaphoreOperation(index, positive(count), false);
  }

  /**
   * {@return an operation that waits until a semaphore is 0}
   *
   * @param index of the semaphore
   */
  public static SemaphoreOperation awaitZero(int index) {
    return new SemaphoreOperation(index, 0, false);
  }

  /**
   * {@return the same operation, undone by the kernel when this process ends} The end of a thread undoes nothing, since
   * all threads of a JVM are one process here.
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
