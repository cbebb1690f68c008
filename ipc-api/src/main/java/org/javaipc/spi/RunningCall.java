package org.javaipc.spi;

import org.jspecify.annotations.Nullable;

/**
 * Whether a thread is really within a call of an end that is marked as in use. An error such as a stack overflow can
 * come anywhere, also in the {@code finally} that would take the mark away: then it stays, and the end must not be in
 * use for ever. Asked only when something is in the way; it looks at the thread's stack.
 */
public final class RunningCall {
  /** Longer traces are cut off at the far end, and the call may be there. */
  private static final int LONGEST_TRACE = 1000;

  private RunningCall() {}

  /**
   * {@return whether the thread is in a call of such an end; if it is the calling thread, in another one than this}
   *
   * @param user who marked the end; null if nobody did
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

  /** The frames of this call come first, without a gap; those of an outer one are behind the handler's. */
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
