package org.javaipc.linux.raw;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Binds functions of libc. Each class of this package keeps the handle of a function in a nested
 * class of its own, so that it is bound when it is first called.
 *
 * <p>All functions are bound with one shape, six integer registers in and one out: the linker takes
 * about 4 ms for each new shape and 0.1 ms for a known one, and a short-lived command calls a dozen
 * functions. The calling conventions of x86-64 and 64-bit ARM allow it: integers and pointers up to
 * 64 bits travel in the first six registers, the upper half of one that holds an {@code int} is
 * ignored, and so is a register that the function has no parameter for. What a variadic function
 * needs besides (the number of vector registers, none) other functions ignore as well.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/libc.7.html">libc(7)</a>
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(1);
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** Of {@link #function}: where errno goes, and six registers. */
  private static final MethodType CALL =
      SHAPE.toMethodType().insertParameterTypes(0, MemorySegment.class);

  /** One for each thread: a shared one would hand a thread the errno of another one. */
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private Libc() {}

  /**
   * {@return the handle of a function}
   *
   * @param name of the function; it takes at most six arguments, none of them floating point
   */
  static MethodHandle function(String name) {
    return bind(name, CAPTURE_ERRNO, VARIADIC);
  }

  /**
   * {@return the same without a thread transition and without errno}
   *
   * @param name of a function that neither blocks nor fails
   */
  static MethodHandle criticalFunction(String name) {
    return bind(name, Linker.Option.critical(false), VARIADIC);
  }

  /**
   * {@return the handle of a function that older versions of libc lack}
   *
   * @param name of the function
   * @param missing what the handle returns where libc has none of that name
   */
  static MethodHandle functionOr(String name, long missing) {
    return has(name)
        ? function(name)
        : MethodHandles.dropArguments(
            MethodHandles.constant(long.class, missing), 0, CALL.parameterList());
  }

  /** {@return whether this libc has a function} */
  static boolean has(String name) {
    return LINKER.defaultLookup().find(name).isPresent();
  }

  /** {@return where the calling thread's errno is captured} */
  static MemorySegment state() {
    return STATE.get();
  }

  /**
   * {@return what a function that returns a {@code long} or a pointer returned, or {@code -errno}}
   *
   * @param returned by the function
   * @param state of the calling thread
   */
  static long result(long returned, MemorySegment state) {
    return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
  }

  /** Calls a function that returns an {@code int}; {@return what it returned, or -errno}. */
  static int callInt(MethodHandle function, long a, long b, long c, long d, long e, long f) {
    try {
      MemorySegment state = state();
      int returned = (int) (long) function.invokeExact(state, a, b, c, d, e, f);
      return (int) result(returned, state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** Calls a function that returns a {@code long}; {@return what it returned, or -errno}. */
  static long callLong(MethodHandle function, long a, long b, long c, long d, long e, long f) {
    try {
      MemorySegment state = state();
      return result((long) function.invokeExact(state, a, b, c, d, e, f), state);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /**
   * Rethrows what a method handle threw.
   *
   * @param thrown an error or unchecked exception: a downcall throws nothing else
   * @return never
   */
  static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  private static MethodHandle bind(String name, Linker.Option... options) {
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("libc has no function " + name));
    return LINKER.downcallHandle(address, SHAPE, options);
  }

  /** {@return padding of a number of bytes} */
  static MemoryLayout padding(long bytes) {
    return MemoryLayout.paddingLayout(bytes);
  }

  /** {@return an unsigned short or mode field} */
  static ValueLayout.OfShort field16(String name) {
    return ValueLayout.JAVA_SHORT.withName(name);
  }

  /** {@return an int field} */
  static ValueLayout.OfInt field32(String name) {
    return JAVA_INT.withName(name);
  }

  /** {@return a long field} */
  static ValueLayout.OfLong field64(String name) {
    return JAVA_LONG.withName(name);
  }
}
