package org.javaipc.linux.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.linux.raw.file.Random;

/** Random numbers from the kernel, which starts faster than a SecureRandom. */
public final class RandomNumber {
  private RandomNumber() {}

  /** {@return a random number other than 0} */
  public static long next() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_LONG);
      long drawn = 0;
      while (drawn == 0) {
        if (Random.getrandom(number, Long.BYTES, 0) == Long.BYTES) {
          drawn = number.get(ValueLayout.JAVA_LONG, 0);
        }
      }
      return drawn;
    }
  }

  /** {@return a random key of a System V object, which is not 0} */
  public static int key() {
    int key = (int) next();
    return key == 0 ? 1 : key;
  }
}
