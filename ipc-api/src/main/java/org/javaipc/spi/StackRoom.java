package org.javaipc.spi;

/**
 * Makes a stack overflow occur before a critical piece of work instead of within it. It is for work of several steps
 * that cannot be undone, such as accepting a connection, and for work under a lock.
 */
public final class StackRoom {
  /** At least 10 KB compiled and about 40 KB interpreted; such work takes a few kilobytes. */
  private static final int FRAMES = 400;

  private StackRoom() {}

  /**
   * Makes sure that there is room on the calling thread's stack.
   *
   * @throws StackOverflowError if there is not
   */
  public static void require() {
    if (descend(FRAMES) != FRAMES) {
      throw new AssertionError("miscounted");
    }
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : 1 + descend(frames - 1);
  }
}
