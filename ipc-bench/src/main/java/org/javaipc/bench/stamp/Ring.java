package org.javaipc.bench.stamp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.javaipc.MessageHandler;

/** What the ways of stamping have in common: a header page, then the area of records. */
abstract class Ring {
  static final long CONSUMED = 128;
  static final long CONSUMED_RECORDS = 136;
  static final long SLEEPER = 384;
  static final long HEADER = 4096;

  private static final VarHandle RUNNING;
  private static final VarHandle CLOSED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RUNNING = lookup.findVarHandle(Ring.class, "running", int.class);
      CLOSED = lookup.findVarHandle(Ring.class, "closed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final MemorySegment memory;
  final long capacity = Knobs.CAPACITY;
  final long mask = capacity - 1;
  final long batch = capacity / Knobs.PART;
  long position;
  long consumed;
  long wakeUps;

  @SuppressWarnings("unused")
  private int running;

  @SuppressWarnings("unused")
  private int closed;

  Ring(Path file, long stamps) {
    memory = Words.map(file, HEADER + stamps + capacity);
  }

  abstract boolean offer(MemorySegment source, int length);

  abstract int poll(MessageHandler handler, int limit);

  final void enter() {
    if (Knobs.BUSY) {
      RUNNING.setOpaque(this, 1);
      if ((int) CLOSED.getOpaque(this) != 0) {
        throw new IllegalStateException("closed");
      }
    }
  }

  final void leave() {
    if (Knobs.BUSY) {
      RUNNING.setRelease(this, 0);
    }
  }

  /** After a release store of a stamp: is anyone asleep? */
  final void published() {
    boolean asleep =
        switch (Knobs.PUBLISH) {
          case NONE -> false;
          case SLEEPER -> Words.getIntOpaque(memory, SLEEPER) != 0;
          case ACQUIRE -> {
            VarHandle.acquireFence();
            yield memory.get(ValueLayout.JAVA_INT, SLEEPER) != 0;
          }
          case FULL -> {
            VarHandle.fullFence();
            yield memory.get(ValueLayout.JAVA_INT, SLEEPER) != 0;
          }
        };
    if (asleep) {
      wakeUps++;
    }
  }

  static long aligned(int length) {
    return (length + 7L) & -8L;
  }

  static IllegalStateException corrupt(long position, long stamp) {
    return new IllegalStateException("position=" + position + " stamp=" + Long.toHexString(stamp));
  }
}
