package org.javaipc.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;

/**
 * What the JVM does about a mapped file that was cut short: it throws an {@link InternalError}. Interpreted code gets it
 * from the access itself. Compiled code goes on with whatever the register held, and gets it where the thread next
 * passes a safepoint poll: at the end of a round of a loop or of a method that was not inlined, which may be in the
 * caller's code, behind the {@code catch} that would have made a {@link CorruptChannelException} of it.
 *
 * <p>So each {@code try} that catches it has {@link #SETTLED} in its head, which a test checks:
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
  /** For the head of a {@code try}, which closes it on every way out, before the {@code catch}: settles. */
  public static final MemoryFault SETTLED = new MemoryFault();

  private static final VarHandle STEP;
  private static final int ROUNDS = 3; // compilers peel off the first

  /** Read again each time, so that no compiler knows how many rounds there are and leaves the polls out. */
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
   * What works with mapped memory.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  public interface Access<T> {
    /**
     * Works with it.
     *
     * @return whatever it returns
     * @throws IpcException if it fails
     */
    T run() throws IpcException;
  }

  private MemoryFault() {}

  /**
   * Works with mapped memory where time does not matter, such as opening and closing.
   *
   * @param object that the memory is of, for messages
   * @param access works with it
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
   * {@return the error that a fault becomes}
   *
   * @param object that the memory is of
   * @param fault as the JVM threw it
   */
  public static CorruptChannelException cutShort(Object object, InternalError fault) {
    return new CorruptChannelException(
        object + ": was cut short while it was mapped: " + fault.getMessage(), fault);
  }

  /**
   * Has a fault of the calling thread thrown here, if there was one. For the middle of a {@code try} whose {@code catch}
   * turns it into an error with a type, before what was read is given out or acted upon. Takes about a nanosecond.
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
   * Settles.
   *
   * @throws InternalError as {@link #settle}
   */
  @Override
  public void close() {
    settle();
  }
}
