package org.javaipc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;

/**
 * Handles accesses to a mapped file that was cut short, for which the JVM throws an {@link InternalError}. In
 * interpreted code the access itself throws it. Compiled code continues with whatever the register held, and throws it
 * where the thread next passes a safepoint poll: at the end of a loop iteration or of a method that was not inlined.
 * That may be in the caller's code, after the {@code catch} that would have turned it into a {@link
 * CorruptChannelException}.
 *
 * <p>So each {@code try} that catches it has {@link #SETTLED} in its head. A test checks this:
 *
 * <pre>{@code
 * try (MemoryFault.SETTLED) {
 *   return Fields.getLong(memory, offset);
 * } catch (InternalError e) {
 *   throw fault(e);
 * }
 * }</pre>
 */
public final class MemoryFault implements AutoCloseable {
  /**
   * For the head of a {@code try}, which closes it on every way out, before the {@code catch}, and so calls {@link
   * #settle}.
   */
  public static final MemoryFault SETTLED = new MemoryFault();

  private static final VarHandle STEP;
  private static final int ROUNDS = 3; // compilers peel the first one

  /** Read each time, so that no compiler knows the number of rounds and omits the polls. */
  @SuppressWarnings({"FieldMayBeFinal", "unused"}) // by STEP
  private static int step = 1;

  static {
    try {
      STEP = MethodHandles.lookup().findStaticVarHandle(MemoryFault.class, "step", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * An action on mapped memory.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  public interface Access<T> {
    /**
     * Runs the action.
     *
     * @return its result
     * @throws IpcException if the action fails
     */
    T run() throws IpcException;
  }

  private MemoryFault() {}

  /**
   * Runs an action on mapped memory where speed does not matter, such as opening and closing.
   *
   * @param object whose memory it is, for messages
   * @param access the action
   * @param <T> what it returns
   * @return what it returned
   * @throws CorruptChannelException if the object's file was cut short
   * @throws IpcException if the access failed otherwise
   */
  public static <T> T typed(Object object, Access<T> access) throws IpcException {
    try (SETTLED) {
      return access.run();
    } catch (InternalError e) {
      throw cutShort(object, e);
    }
  }

  /**
   * {@return the exception for a fault}
   *
   * @param object whose memory it is
   * @param fault as the JVM threw it
   */
  public static CorruptChannelException cutShort(Object object, InternalError fault) {
    return new CorruptChannelException(
        object + ": was cut short while it was mapped: " + fault.getMessage(), fault);
  }

  /**
   * Throws a pending fault of the calling thread, if there is one. For the middle of a {@code try} whose {@code catch}
   * turns it into a typed exception, before the values that were read are returned or used. Takes about a nanosecond.
   *
   * @throws InternalError if an earlier access of this thread met memory that its file no longer has
   */
  public static void settle() {
    int rounds = ROUNDS;
    while (rounds > 0) {
      rounds -= (int) STEP.getOpaque();
    }
  }

  /**
   * Calls {@link #settle}.
   *
   * @throws InternalError as {@link #settle}
   */
  @Override
  public void close() {
    settle();
  }
}
