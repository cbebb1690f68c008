package org.javaipc.linux.wait;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.javaipc.spi.Parker;

/**
 * One side of a handover: a turn counter in shared memory, and a word for each side to sleep on.
 * Each side makes every second turn, and sleeps while it is the other's.
 */
final class Handover {
  static final long SIZE = 4096;
  static final String FILE = "handover";
  private static final long TURN = 0;
  private static final long[] WORD = {128, 256};
  private static final int ASLEEP = 1;
  private static final int AWAKE = 0;

  private Handover() {}

  /** Plays one side in a process of its own. */
  public static void main(String[] arguments) throws Exception {
    try (SharedMemory memory = SharedMemory.open(Path.of(arguments[0]), FILE, SIZE)) {
      System.out.println("ready");
      System.out.println(play(memory, 1, Integer.parseInt(arguments[1])));
    }
  }

  /**
   * Plays one side.
   *
   * @return how many sleeps lasted as long as without a wake-up
   */
  static int play(SharedMemory shared, int side, int turns) {
    MemorySegment memory = shared.segment();
    int lost = 0;
    for (int turn = side; turn < turns; turn += 2) {
      lost += await(memory, shared.parker(), side, turn);
      SharedMemory.INT.setRelease(memory, TURN, turn + 1);
      wake(memory, shared.parker(), WORD[1 - side]);
    }
    return lost;
  }

  private static int await(MemorySegment memory, Parker parker, int side, int turn) {
    int lost = 0;
    while ((int) SharedMemory.INT.getAcquire(memory, TURN) != turn) {
      SharedMemory.INT.compareAndSet(memory, WORD[side], AWAKE, ASLEEP);
      parker.heavyFence();
      if ((int) SharedMemory.INT.getAcquire(memory, TURN) != turn) {
        long start = System.nanoTime();
        parker.park(WORD[side], ASLEEP, SharedMemory.LONG_NANOS);
        lost += System.nanoTime() - start > SharedMemory.LOST_NANOS ? 1 : 0;
      }
      SharedMemory.INT.compareAndSet(memory, WORD[side], ASLEEP, AWAKE);
    }
    return lost;
  }

  private static void wake(MemorySegment memory, Parker parker, long word) {
    if (!parker.isAsymmetric()) {
      VarHandle.fullFence();
    }
    if ((int) SharedMemory.INT.getOpaque(memory, word) == ASLEEP
        && SharedMemory.INT.compareAndSet(memory, word, ASLEEP, AWAKE)) {
      parker.unpark(word);
    }
  }
}
