package org.javaipc.spi;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a thread is really within a call of an end that is marked as in use. An error such as a stack overflow
 * can occur anywhere, even in the {@code finally} that would remove the mark. Then the mark stays, but the end must not
 * be in use forever. This is called only when an end appears to be in use, since it reads the thread's stack.
 */
public final class RunningCall {
  /** Longer traces are cut off at the far end, where the call may be. */
  private static final int LONGEST_TRACE = 1000;

  private RunningCall() {}

  /**
   * {@return whether the thread is in a call of such an end; for the calling thread, in a call other than the current
   * one}
   *
   * @param user the thread that marked the end; null if none did
   * @param end class of the end
   */
  public static boolean isRunning(@Nullable Thread user, Class<?> end) {
    if (user == null) {
      return false;
    }
    return user.equals(Thread.currentThread()) ? isNested(end) : isWithin(user, end);
  }

  private static boolean isWithin(Thread user, Class<?> end) {
    StackTraceElement[] frames = user.getStackTrace();
    if (frames.length >= LONGEST_TRACE) {
      return true;
    }
    for (StackTraceElement frame : frames) {
      if (isOf(frame.getClassName(), end)) {
        return true;
      }
    }
    return false;
  }

  /** The frames of this call come first, without a gap; those of an outer call come after the handler's. */
  private static boolean isNested(Class<?> end) {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .map(StackWalker.StackFrame::getClassName)
                .dropWhile(name -> !isOf(name, end))
                .dropWhile(name -> isOf(name, end))
                .anyMatch(name -> isOf(name, end)));
  }

  private static boolean isOf(String name, Class<?> end) {
    for (Class<?> type = end; type != null && type != Object.class; type = type.getSuperclass()) {
      if (type.getName().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
