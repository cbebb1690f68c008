package org.javaipc.linux.raw;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Calls functions of libc. Each class of this package keeps the address of a function in a nested
 * class of its own, so that it is looked up when it is first called.
 *
 * <p>Almost all functions are called through one handle of one shape, six integer registers in and one out:
 * the linker takes about 4 ms for each new shape, and a short-lived command calls a dozen functions.
 * The calling conventions of x86-64 and 64-bit ARM allow it: integers and pointers up to 64 bits
 * travel in the first six registers, the upper half of one that holds an {@code int} is ignored, and
 * so is a register that the function has no parameter for. What a variadic function needs besides
 * (the number of vector registers, none) other functions ignore as well.
 *
 * <p>A call allocates nothing. The linker makes a slice of the memory for errno at each call, which
 * only the optimizing compiler removes: it must see that the handle is a constant, and it gives up
 * where it inlines many calls into one large method. So all calls go through {@link OutOfLine}, which
 * is compiled once, soon, and by itself: a call that is rare, as one that sleeps, gains from all others.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/libc.7.html">libc(7)</a>
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = Shape.CALL.link();

  /** One for each thread: a shared one would hand a thread the errno of another one. */
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private Libc() {}

  /**
   * {@return the address of a function}
   *
   * @param name of the function; it takes at most six arguments, none of them floating point
   */
  public static MemorySegment function(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new UnsatisfiedLinkError("libc has no function " + name));
  }

  /** {@return the address of a function that older versions of libc lack, or a null pointer} */
  public static MemorySegment functionIfAny(String name) {
    return LINKER.defaultLookup().find(name).orElse(MemorySegment.NULL);
  }

  /** {@return whether this libc has a function} */
  public static boolean has(String name) {
    return LINKER.defaultLookup().find(name).isPresent();
  }

  /** {@return errno as the calling thread's last call left it} */
  public static int errno() {
    return STATE.get().get(JAVA_INT, 0);
  }

  public static void putErrno(int errno) {
    STATE.get().set(JAVA_INT, 0, errno);
  }

  /** Calls a function that returns an {@code int}; {@return what it returned, or -errno}. */
  public static int callInt(
      MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (int) OutOfLine.forInt.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** The same; {@return {@code missing} if the function is a null pointer}. */
  public static int callIfAny(MemorySegment function, int missing, long a, long b) {
    return function.equals(MemorySegment.NULL) ? missing : callInt(function, a, b, 0, 0, 0, 0);
  }

  /**
   * Calls a function that returns a {@code long} or a pointer; {@return what it returned, or
   * -errno}.
   */
  public static long callLong(
      MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) OutOfLine.forLong.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /**
   * The same, for a function of at most five arguments that reads the caller's memory: a thread that closes the
   * arena of {@code held} meanwhile is refused, instead of the kernel reading what others keep there next.
   * It returns an {@code int}, or a length below 4 GiB.
   *
   * @param held native memory
   * @throws IllegalStateException if it is closed already
   */
  public static long callHolding(
      MemorySegment held, MemorySegment function, long a, long b, long c, long d, long e) {
    try {
      return (long) Holding.outOfLine.invokeExact(held, function, a, b, c, d, e);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** Calls a function that neither blocks nor fails: no thread transition, no errno. */
  public static long callCritical(
      MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) Critical.CALL.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** The same for the one function that takes seven arguments. */
  public static long callCritical(
      MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
    try {
      return (long) SevenArguments.CALL.invokeExact(function, a, b, c, d, e, f, g);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /**
   * {@return a function of one {@code int} as a handle that refers to no class of ours and drops what the function
   * returns: for what runs when our classes are unloaded}
   */
  public static MethodHandle withoutOurClasses(MemorySegment function) {
    MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    MethodHandle ofFunction = MethodHandles.insertArguments(CALL, 0, function, state);
    return MethodHandles.insertArguments(ofFunction, 1, 0L, 0L, 0L, 0L, 0L)
        .asType(MethodType.methodType(void.class, int.class));
  }

  /**
   * Rethrows what a method handle threw.
   *
   * @param thrown an error or unchecked exception: a downcall throws nothing else
   * @return never
   */
  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  /** {@return padding of a number of bytes} */
  public static MemoryLayout padding(long bytes) {
    return MemoryLayout.paddingLayout(bytes);
  }

  /** {@return an unsigned short or mode field} */
  public static ValueLayout.OfShort field16(String name) {
    return ValueLayout.JAVA_SHORT.withName(name);
  }

  /** {@return an int field} */
  public static ValueLayout.OfInt field32(String name) {
    return JAVA_INT.withName(name);
  }

  /** {@return a long field} */
  public static ValueLayout.OfLong field64(String name) {
    return JAVA_LONG.withName(name);
  }

  private static final class Critical {
    static final MethodHandle CALL = Shape.CRITICAL.link();
  }

  private static final class SevenArguments {
    static final MethodHandle CALL = Shape.SEVEN_ARGUMENTS.link();
  }

  /** A second shape, for those that need it: the linker keeps alive what it is given as an address. */
  private static final class Holding {
    private static final MethodHandle CALL = Shape.HOLDING.link();
    private static MethodHandle outOfLine = find();

    @SuppressWarnings("UnusedMethod") // found by name
    static long invoke(
        MemorySegment held, MemorySegment function, long a, long b, long c, long d, long e)
        throws Throwable {
      MemorySegment state = STATE.get();
      long returned = (long) CALL.invokeExact(function, state, a, b, c, d, e, held);
      return (int) returned == -1 ? -state.get(JAVA_INT, 0) : returned;
    }

    private static MethodHandle find() {
      MethodType type =
          MethodType.methodType(
              long.class,
              MemorySegment.class,
              MemorySegment.class,
              long.class,
              long.class,
              long.class,
              long.class,
              long.class);
      try {
        return MethodHandles.lookup().findStatic(Holding.class, "invoke", type);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The two methods that call, behind handles that are not constants: so they are never inlined. */
  @SuppressWarnings("UnusedMethod") // found by name
  private static final class OutOfLine {
    private static MethodHandle forInt = find("invokeInt", int.class);
    private static MethodHandle forLong = find("invokeLong", long.class);

    static int invokeInt(MemorySegment function, long a, long b, long c, long d, long e, long f)
        throws Throwable {
      MemorySegment state = STATE.get();
      int returned = (int) (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
      return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
    }

    static long invokeLong(MemorySegment function, long a, long b, long c, long d, long e, long f)
        throws Throwable {
      MemorySegment state = STATE.get();
      long returned = (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
      return returned == -1 ? -state.get(JAVA_INT, 0) : returned;
    }

    private static MethodHandle find(String name, Class<?> result) {
      MethodType type =
          Shape.CALL
              .descriptor()
              .toMethodType()
              .changeReturnType(result)
              .insertParameterTypes(0, MemorySegment.class);
      try {
        return MethodHandles.lookup().findStatic(OutOfLine.class, name, type);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(name, e);
      }
    }
  }
}
