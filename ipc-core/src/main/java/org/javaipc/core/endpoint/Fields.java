package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * All memory accesses to a shared region. The suffix of a method's name is its memory order in the sense of {@link
 * VarHandle}; no suffix means plain.
 *
 * <p>There are only loads and stores. If the file of a region was cut short, the JVM turns the fault of a load or a
 * store into an {@link InternalError}; an interpreted compare-and-set kills the process instead.
 */
public final class Fields {
  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private Fields() {}

  public static int getInt(MemorySegment segment, long offset) {
    return (int) INT.get(segment, offset);
  }

  public static void putInt(MemorySegment segment, long offset, int value) {
    INT.set(segment, offset, value);
  }

  public static int getIntOpaque(MemorySegment segment, long offset) {
    return (int) INT.getOpaque(segment, offset);
  }

  public static int getIntAcquire(MemorySegment segment, long offset) {
    return (int) INT.getAcquire(segment, offset);
  }

  public static int getIntVolatile(MemorySegment segment, long offset) {
    return (int) INT.getVolatile(segment, offset);
  }

  public static void putIntVolatile(MemorySegment segment, long offset, int value) {
    INT.setVolatile(segment, offset, value);
  }

  public static void putByteVolatile(MemorySegment segment, long offset, byte value) {
    // Not setVolatile nor setRelease: the interpreter exchanges a byte, and the JVM dies of that
    // where the file was
    // cut short.
    VarHandle.releaseFence();
    BYTE.set(segment, offset, value);
    VarHandle.fullFence();
  }

  public static long getLong(MemorySegment segment, long offset) {
    return (long) LONG.get(segment, offset);
  }

  public static void putLong(MemorySegment segment, long offset, long value) {
    LONG.set(segment, offset, value);
  }

  public static long getLongOpaque(MemorySegment segment, long offset) {
    return (long) LONG.getOpaque(segment, offset);
  }

  public static long getLongAcquire(MemorySegment segment, long offset) {
    return (long) LONG.getAcquire(segment, offset);
  }

  public static void putLongOpaque(MemorySegment segment, long offset, long value) {
    LONG.setOpaque(segment, offset, value);
  }

  public static void putLongVolatile(MemorySegment segment, long offset, long value) {
    LONG.setVolatile(segment, offset, value);
  }

  public static void putLongRelease(MemorySegment segment, long offset, long value) {
    LONG.setRelease(segment, offset, value);
  }
}
