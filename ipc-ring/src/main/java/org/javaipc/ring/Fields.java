package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The one lexicon of memory accesses to a shared region. The suffix is the access's memory order in
 * the sense of {@link VarHandle}; none means plain.
 */
final class Fields {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private Fields() {}

  static int getInt(MemorySegment segment, long offset) {
    return (int) INT.get(segment, offset);
  }

  static void putInt(MemorySegment segment, long offset, int value) {
    INT.set(segment, offset, value);
  }

  static int getIntOpaque(MemorySegment segment, long offset) {
    return (int) INT.getOpaque(segment, offset);
  }

  static int getIntAcquire(MemorySegment segment, long offset) {
    return (int) INT.getAcquire(segment, offset);
  }

  static int getIntVolatile(MemorySegment segment, long offset) {
    return (int) INT.getVolatile(segment, offset);
  }

  static void putIntVolatile(MemorySegment segment, long offset, int value) {
    INT.setVolatile(segment, offset, value);
  }

  static boolean compareAndSetInt(MemorySegment segment, long offset, int expected, int value) {
    return INT.compareAndSet(segment, offset, expected, value);
  }

  static int getAndSetInt(MemorySegment segment, long offset, int value) {
    return (int) INT.getAndSet(segment, offset, value);
  }

  static void addInt(MemorySegment segment, long offset, int addend) {
    INT.getAndAdd(segment, offset, addend);
  }

  static long getLong(MemorySegment segment, long offset) {
    return (long) LONG.get(segment, offset);
  }

  static void putLong(MemorySegment segment, long offset, long value) {
    LONG.set(segment, offset, value);
  }

  static long getLongOpaque(MemorySegment segment, long offset) {
    return (long) LONG.getOpaque(segment, offset);
  }

  static long getAndSetLong(MemorySegment segment, long offset, long value) {
    return (long) LONG.getAndSet(segment, offset, value);
  }

  static void orLong(MemorySegment segment, long offset, long mask) {
    LONG.getAndBitwiseOr(segment, offset, mask);
  }

  static long getLongAcquire(MemorySegment segment, long offset) {
    return (long) LONG.getAcquire(segment, offset);
  }

  static void putLongOpaque(MemorySegment segment, long offset, long value) {
    LONG.setOpaque(segment, offset, value);
  }

  static void putLongRelease(MemorySegment segment, long offset, long value) {
    LONG.setRelease(segment, offset, value);
  }
}
