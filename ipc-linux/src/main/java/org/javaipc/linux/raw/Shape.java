package org.javaipc.linux.raw;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * The shapes in which functions of libc are called: all that this library ever asks of the linker. A native executable can
 * only make calls of shapes that were named when it was built; {@code META-INF/native-image} names these.
 */
enum Shape {
  /** Six integer registers in and one out; errno is kept. */
  CALL(6, false, false),

  /** The same, with one more that keeps memory alive during the call. */
  HOLDING(5, true, false),

  /** A call that neither blocks nor fails: no thread transition, no errno. */
  CRITICAL(6, false, true),

  /** {@code syscall} with all that a system call may have. */
  SEVEN_ARGUMENTS(7, false, true);

  /** What is behind the first argument is variadic: then x86-64 is told how many vector registers there are, none. */
  static final int FIRST_VARIADIC = 1;

  private final int integers;
  private final boolean isHolding;
  private final boolean isCritical;

  Shape(int integers, boolean isHolding, boolean isCritical) {
    this.integers = integers;
    this.isHolding = isHolding;
    this.isCritical = isCritical;
  }

  boolean isCritical() {
    return isCritical;
  }

  FunctionDescriptor descriptor() {
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(
            JAVA_LONG, Collections.nCopies(integers, JAVA_LONG).toArray(MemoryLayout[]::new));
    return isHolding ? descriptor.appendArgumentLayouts(ADDRESS) : descriptor;
  }

  /** {@return a handle whose first argument is the address of a function of this shape} */
  MethodHandle link() {
    return Linker.nativeLinker()
        .downcallHandle(
            descriptor(),
            isCritical ? Linker.Option.critical(false) : Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(FIRST_VARIADIC));
  }
}
