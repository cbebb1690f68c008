package org.javaipc.linux.wait;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The store-buffering litmus of a sleeper and a waker in two processes.
 *
 * <pre>
 *   sleeper, step m                waker, step n
 *     Y = m                          X = n
 *     fence, heavy or plain          (nothing)
 *     x = X                          y = Y
 * </pre>
 *
 * <p>Neither waits for the other. The waker notes for each m the first of its steps that saw Y
 * &gt;= m. If the sleeper's step m read x, the waker's step x + 1 had not stored yet, so it has to
 * see m: a later first one is the outcome in which a sleeper sleeps on and its waker does not wake
 * it.
 */
final class FenceLitmus {
  static final String FILE = "litmus";
  private static final int PAUSES = 50;
  private static final long Y = 0;
  static final long X = 256;
  private static final long FIRST_SEEN = 512;

  private FenceLitmus() {}

  /** {@return the size of the memory for so many steps of the sleeper} */
  static long size(int steps) {
    return FIRST_SEEN + (steps + 1L) * Long.BYTES;
  }

  /** The waker: goes on until it has seen the sleeper's last step. */
  public static void main(String[] arguments) throws Exception {
    int steps = Integer.parseInt(arguments[1]);
    try (SharedMemory memory = SharedMemory.open(Path.of(arguments[0]), FILE, size(steps))) {
      System.out.println(memory.parker().isAsymmetric());
      wake(memory.segment(), steps);
      System.out.println("done");
    }
  }

  private static void wake(MemorySegment memory, int steps) {
    long seen = 0;
    for (long n = 1; seen < steps; n++) {
      SharedMemory.LONG.setRelease(memory, X, n);
      long y = (long) SharedMemory.LONG.getOpaque(memory, Y);
      while (seen < y) {
        SharedMemory.LONG.setRelease(memory, FIRST_SEEN + ++seen * Long.BYTES, n);
      }
    }
  }

  /** The sleeper's steps from one to another; {@return what each of them read}. */
  static long[] sleep(SharedMemory shared, int from, int to, boolean heavy) {
    MemorySegment memory = shared.segment();
    long[] read = new long[to];
    for (int m = from; m < to; m++) {
      SharedMemory.LONG.setRelease(memory, Y, (long) m);
      if (heavy) {
        shared.parker().heavyFence();
      } else {
        VarHandle.fullFence();
      }
      read[m] = (long) SharedMemory.LONG.getOpaque(memory, X);
      for (int i = 0; i < PAUSES && !heavy; i++) {
        Thread.onSpinWait(); // as slow as the heavy one
      }
    }
    return read;
  }

  /** {@return how many of the sleeper's steps ended as they must not, once the waker is done} */
  static int forbidden(SharedMemory shared, long[] read, int from) {
    int forbidden = 0;
    for (int m = from; m < read.length; m++) {
      long first =
          (long) SharedMemory.LONG.getAcquire(shared.segment(), FIRST_SEEN + m * (long) Long.BYTES);
      forbidden += first > read[m] + 1 ? 1 : 0;
    }
    return forbidden;
  }

  /** {@return how many of the waker's steps fell between the sleeper's first and last} */
  static long wakerSteps(long[] read, int from) {
    return read[read.length - 1] - read[from];
  }
}
